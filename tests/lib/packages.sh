# Debian packages by purpose; read by tests/lib/build.sh and tests/matrix.
# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT

# to build and run, natively and in every chroot
PACKAGES_BUILD="autoconf automake dovecot-core dovecot-dev dovecot-gssapi dovecot-imapd \
dovecot-managesieved dovecot-pop3d dovecot-sqlite dovecot-submissiond gcc libc6-dev \
libkrb5-dev libssl-dev libtool make pkg-config"
# what the tests and try-exchange use on this side of the wire
PACKAGES_TEST="ca-certificates curl git haproxy krb5-admin-server krb5-kdc krb5-user mount openssl procps python3 redis-server \
util-linux"
# other people's NTLM clients, for tests/live-ntlm-clients
PACKAGES_TEST="$PACKAGES_TEST fetchmail gsasl isync libauthen-ntlm-perl libmail-imapclient-perl \
libsasl2-modules mutt nmap python3-impacket python3-ntlm-auth winbind"
# libclang-rt-dev: the fuzzer and the sanitizers
PACKAGES_CLANG="clang libclang-rt-dev"
PACKAGES_MATRIX="debian-archive-keyring mmdebstrap thunderbird"
