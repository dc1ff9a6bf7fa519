#ifndef NTLM_CRYPTO_PRIVATE_H
#define NTLM_CRYPTO_PRIVATE_H
/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

bool ntlm_crypto_des_init(void);
void ntlm_crypto_des_deinit(void);

#endif
