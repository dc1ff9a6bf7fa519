#!/bin/sh
# Copyright (c) 2026 the dovecot-exchange authors. SPDX-License-Identifier: MIT
# What try-exchange shows; runs below with-dovecot. $1: the version, $2: yes to end at once.
set -eu
server=imap://$EXCHANGE_HOST:$EXCHANGE_PORT

# Keeps the lines that went over the wire: "> " was sent, "< " was received.
wire() {
  tr -d '\r' | sed -n 's/^> /C: /p; s/^< /S: /p'
}

# One connection for all requests: --next keeps user, server and TLS of the first.
talk() { # OPTIONS OF EVERY REQUEST -- [-X COMMAND] PATH...
  options=
  while [ "$1" != -- ]; do options="$options $1"; shift; done
  shift
  # shellcheck disable=SC2086
  set -- "$@"
  request=
  first=yes
  config=$EXCHANGE_DIR/curl
  : >"$config"
  while [ $# -gt 0 ]; do
    [ -n "$first" ] || echo next >>"$config"
    first=
    {
      echo "user = \"alice:Password\""
      echo "cacert = \"$EXCHANGE_CA\""
      echo "output = /dev/null"
      echo ssl-reqd
      for option in $options; do echo "$option"; done
      if [ "$1" = -X ]; then
        # curl's quoting wants every backslash twice
        printf '%s\n' "$2" | sed 's/\\/\\\\/g; s/.*/request = "&"/'
        shift 2
      fi
      echo "url = \"$server/$1\""
    } >>"$config"
    shift
  done
  curl -sS -v -K "$config" 2>"$EXCHANGE_DIR/curl.log" || {
    cat "$EXCHANGE_DIR/curl.log" >&2
    exit 1
  }
  wire <"$EXCHANGE_DIR/curl.log"
}

echo
echo "Dovecot $EXCHANGE_DOVECOT as Exchange $1, client curl $(curl -V | sed 's/curl \([^ ]*\).*/\1/;q'):"
echo
talk login-options=AUTH=PLAIN -- \
  '' \
  -X 'STATUS INBOX (MESSAGES UNSEEN UIDNEXT)' '' \
  -X 'FETCH 1:3 (FLAGS RFC822.SIZE)' INBOX \
  -X 'FETCH 8 BODY.PEEK[HEADER.FIELDS (SUBJECT DATE MESSAGE-ID)]' INBOX \
  'INBOX?SUBJECT%20Friday' \
  -X 'STORE 1 +FLAGS (\Flagged)' INBOX \
  -X CHECK INBOX

if curl -sS -v --ssl-reqd --cacert "$EXCHANGE_CA" -u alice:Password "$server/" 2>&1 |
  grep -q '^< .*CAPABILITY.* AUTH=NTLM'; then
  echo
  echo "The same user by NTLM:"
  echo
  talk login-options=AUTH=NTLM -- -X NOOP ''
fi

[ -z "$2" ] || exit 0
cat <<END

Connect with any IMAP client to $EXCHANGE_HOST, port $EXCHANGE_PORT (STARTTLS) or $EXCHANGE_TLS_PORT (TLS),
users alice and bob, password "Password". The authority that signed the certificate:
$EXCHANGE_CA
The log: $EXCHANGE_LOG
Ctrl-C ends it and leaves nothing behind.
END
trap 'exit 0' INT TERM HUP
while :; do sleep 3600 & wait $!; done
