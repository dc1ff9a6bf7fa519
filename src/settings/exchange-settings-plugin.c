/* Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT */

/* modules/settings/libexchange_settings.so: makes doveconf and the config
   process know the settings. The names are those that Dovecot looks up. */

#include "lib.h"
#include "settings-parser.h"
#include "exchange-settings.h"

extern const char *exchange_settings_version;
extern const struct setting_parser_info *exchange_settings_set_infos[];

const char *exchange_settings_version = DOVECOT_ABI_VERSION;
const struct setting_parser_info *exchange_settings_set_infos[] = {
	&exchange_setting_parser_info,
	NULL
};
