# Debian packages by purpose; read by tests/lib/build.sh and tests/matrix.
# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT

# to build and run, natively and in every chroot
PACKAGES_BUILD="autoconf automake dovecot-core dovecot-dev dovecot-gssapi dovecot-imapd \
dovecot-pop3d gcc libc6-dev \
libkrb5-dev libssl-dev libtool make pkg-config"
# what the tests and try-exchange use on this side of the wire
PACKAGES_TEST="ca-certificates curl git krb5-admin-server krb5-kdc krb5-user mount openssl procps python3 util-linux"
PACKAGES_CLANG="clang"
PACKAGES_MATRIX="debian-archive-keyring mmdebstrap"
