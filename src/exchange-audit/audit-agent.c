/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "write-full.h"
#include "ioloop.h"
#include "audit-agent.h"
#include "audit-ctx.h"
#include "audit-expand.h"
#include "audit-transcript.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define AGENT_MSECS (30*1000)
#define AGENT_POLL_MSECS 20
#define AGENT_ANSWER_MAX 128

static void agent_exec(struct audit_ctx *ctx, int in, int out,
		       const char *action)
{
	const struct audit_settings *set = ctx->audit->set;

	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(126);
	(void)execlp(set->agent, set->agent, action, set->user.name,
		     ctx->mailbox, (char *)NULL);
	_exit(127);
}

/* Returns the exit status, -1 if it did not end in time or by a signal. */
static int agent_wait(struct audit_ctx *ctx, pid_t pid)
{
	unsigned int msecs;
	int status;

	for (msecs = 0; msecs < AGENT_MSECS; msecs += AGENT_POLL_MSECS) {
		if (waitpid(pid, &status, WNOHANG) == pid)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
		audit_sleep(ctx->audit, AGENT_POLL_MSECS);
	}
	(void)kill(pid, SIGKILL);
	(void)waitpid(pid, &status, 0);
	return -1;
}

/* Messages and answers are smaller than a pipe, so nothing here waits for the
   other end. */
static int agent_run(struct audit_ctx *ctx, const char *action,
		     const char *message, const int in[2], const int out[2])
{
	pid_t pid = fork();

	if (pid == 0) {
		(void)close(in[1]);
		(void)close(out[0]);
		agent_exec(ctx, in[0], out[1], action);
	}
	if (pid > 0 && message != NULL) {
		message = audit_message(message);
		(void)write_full(in[1], message, strlen(message));
	}
	(void)close(in[0]);
	(void)close(in[1]);
	(void)close(out[1]);
	return pid < 0 ? -1 : agent_wait(ctx, pid);
}

static const char *agent_answer(int fd)
{
	char answer[AGENT_ANSWER_MAX];
	ssize_t size = read(fd, answer, sizeof(answer));

	return t_strndup(answer, I_MAX(size, 0));
}

bool audit_agent_ask(struct audit_ctx *ctx, const char *action,
		     const char *message, const char **answer_r)
{
	int in[2], out[2], status;

	*answer_r = "";
	if (ctx->decided)
		return FALSE;
	if (pipe(in) < 0)
		return audit_skip(ctx, t_strdup_printf("pipe() failed: %m"));
	if (pipe(out) < 0) {
		(void)close(in[0]);
		(void)close(in[1]);
		return audit_skip(ctx, t_strdup_printf("pipe() failed: %m"));
	}
	status = agent_run(ctx, action, message, in, out);
	*answer_r = agent_answer(out[0]);
	(void)close(out[0]);
	audit_transcript_note(ctx->transcript, "agent", t_strdup_printf(
		"%s: exit status %d", action, status));
	if (status == 0)
		return TRUE;
	return audit_skip(ctx, t_strdup_printf(
		"%s %s failed with exit status %d", ctx->audit->set->agent,
		action, status));
}

bool audit_agent(struct audit_ctx *ctx, const char *action,
		 const char *message)
{
	const char *answer;

	return audit_agent_ask(ctx, action, message, &answer);
}
