/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */
#ifndef AUDIT_SCRATCH_H
#define AUDIT_SCRATCH_H

#include "audit-ctx.h"

/* The scratch hierarchy: one mailbox with a name of its own, made at the
   beginning and removed with all below it at the end. */

/* Logs in, finds the separator, makes the mailbox audit->scratch. Returns 0, or
   -1 with error_r. */
int audit_scratch_create(struct audit_ctx *ctx, const char **error_r);
/* Deletes and unsubscribes it and all below it. Returns 0, or -1 with error_r
   that names what is left. */
int audit_scratch_remove(struct audit_ctx *ctx, const char **error_r);

/* Mailbox name of a LIST or LSUB response, NULL if it is none. The raw name is
   what the server sent between the quotes or in the literal. */
const char *audit_list_name(const struct audit_resp *resp);

#endif
