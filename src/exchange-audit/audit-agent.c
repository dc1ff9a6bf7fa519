/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

#include "lib.h"
#include "write-full.h"
#include "ioloop.h"
#include "audit-agent.h"
#include "audit-ctx.h"
#include "audit-expand.h"
#include "audit-transcript.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#define AGENT_MSECS (30*1000)
#define AGENT_POLL_MSECS 20

static void agent_exec(struct audit_ctx *ctx, int fd, const char *action)
{
	const struct audit_settings *set = ctx->audit->set;
	int null = open("/dev/null", O_WRONLY);

	if (dup2(fd, STDIN_FILENO) < 0 || dup2(null, STDOUT_FILENO) < 0)
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

bool audit_agent(struct audit_ctx *ctx, const char *action,
		 const char *message)
{
	int fd[2], status;
	pid_t pid;

	if (ctx->decided)
		return FALSE;
	if (pipe(fd) < 0 || (pid = fork()) < 0)
		return audit_skip(ctx, t_strdup_printf("fork() failed: %m"));
	if (pid == 0) {
		(void)close(fd[1]);
		agent_exec(ctx, fd[0], action);
	}
	(void)close(fd[0]);
	/* messages are smaller than a pipe */
	if (message != NULL) {
		message = audit_message(message);
		(void)write_full(fd[1], message, strlen(message));
	}
	(void)close(fd[1]);
	status = agent_wait(ctx, pid);
	audit_transcript_note(ctx->transcript, "agent", t_strdup_printf(
		"%s: exit status %d", action, status));
	if (status == 0)
		return TRUE;
	return audit_skip(ctx, t_strdup_printf(
		"%s %s failed with exit status %d", ctx->audit->set->agent,
		action, status));
}
