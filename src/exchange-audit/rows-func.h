/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef ROWS_FUNC_H
#define ROWS_FUNC_H

/* Rows that no script can decide. */
struct audit_ctx;

/* rows-func-login.c */
void audit_func_unauthenticated_timer(struct audit_ctx *ctx);
void audit_func_no_capability_authenticate(struct audit_ctx *ctx);
void audit_func_no_capability_login(struct audit_ctx *ctx);
void audit_func_failed_logins(struct audit_ctx *ctx);

/* rows-func-tls.c */
void audit_func_suite_rc4_md5(struct audit_ctx *ctx);
void audit_func_suite_dss_3des(struct audit_ctx *ctx);
void audit_func_suites_default(struct audit_ctx *ctx);

/* rows-func-mail.c */
void audit_func_command_size(struct audit_ctx *ctx);
void audit_func_depth(struct audit_ctx *ctx);
void audit_func_name_length(struct audit_ctx *ctx);
void audit_func_mime_kept(struct audit_ctx *ctx);
void audit_func_uids_persist(struct audit_ctx *ctx);
void audit_func_many_status(struct audit_ctx *ctx);
void audit_func_copy_keeps(struct audit_ctx *ctx);

/* rows-func-size.c */
void audit_func_size_fetch(struct audit_ctx *ctx);
void audit_func_size_larger(struct audit_ctx *ctx);
void audit_func_size_smaller(struct audit_ctx *ctx);
/* The number that follows key in text; FALSE if there is none, or text is
   NULL. */
bool audit_number_after(const char *text, const char *key, uoff_t *num_r);

/* rows-func-sync.c */
void audit_func_autologout(struct audit_ctx *ctx);
void audit_func_outlook_timer(struct audit_ctx *ctx);
void audit_func_revised_in_session(struct audit_ctx *ctx);
void audit_func_revised_between(struct audit_ctx *ctx);
void audit_func_agent(struct audit_ctx *ctx);

/* rows-func-auth.c */
void audit_func_security_layer(struct audit_ctx *ctx);
void audit_func_auth_success(struct audit_ctx *ctx);
void audit_func_auth_success_text(struct audit_ctx *ctx);
void audit_func_ntlm_success(struct audit_ctx *ctx);
void audit_func_delegate(struct audit_ctx *ctx);

#endif
