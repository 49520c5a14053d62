#!/usr/bin/env bash
# Tries nginx and Caddy with the very configurations of docs/behind-a-proxy.md, on loopback ports, in a temporary folder: a line for
# each check. A proxy that is not installed is skipped. Builds nothing: CHARGEHAND_BIN and CHARGER_SIM_BIN name the programs.
set -euo pipefail
cd "$(dirname "$0")/.."

readonly page=docs/behind-a-proxy.md
readonly console=https://console.example.com ocpp=https://ocpp.example.com files=https://files.example.com
readonly email=admin@operator.example password=a-long-password
readonly image_bytes=6000000 large_bytes=40000000

for needed in curl openssl; do
  command -v "$needed" >/dev/null || { echo "$needed is missing: install it" >&2; exit 1; }
done
: "${CHARGEHAND_BIN:?must name the binary chargehand}" "${CHARGER_SIM_BIN:?must name the binary charger-sim}"
CHARGEHAND_BIN=$(realpath "$CHARGEHAND_BIN")
CHARGER_SIM_BIN=$(realpath "$CHARGER_SIM_BIN")

PATH=$PATH:/usr/sbin
folder=$(mktemp -d)
started=()
failures=0
tried=0

# Ends what was started here, the last first.
stop() {
  local n
  for ((n = ${#started[@]} - 1; n >= 0; n--)); do
    kill "${started[n]}" 2>/dev/null || true
    wait "${started[n]}" 2>/dev/null || true
  done
  started=()
}
trap 'stop; rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# What is asked for, tried for ten seconds.
eventually() {
  local n
  for ((n = 0; n < 100; n++)); do
    if "$@"; then
      return
    fi
    sleep 0.1
  done
  return 1
}

listens() {
  (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

free_port() {
  local port
  while port=$((20000 + RANDOM % 10000)) && listens "$port"; do :; done
  echo "$port"
}

check() {
  local what=$1
  shift
  if "$@"; then
    echo "ok      $proxy: $what"
  else
    echo "failed  $proxy: $what"
    failures=$((failures + 1))
  fi
}

# The page's block of this language.
block() {
  sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/p" "$page" | sed '1d;$d'
}

# curl by way of the proxy, whatever the host.
through() {
  curl --silent --show-error --insecure --noproxy '*' --max-time 60 --connect-to "::127.0.0.1:$tls" "$@"
}

# Chargers speak HTTP/1.1.
charger() {
  through --http1.1 "$@"
}

# A request of one who is signed in, and of a page of the console.
ask() {
  local path=$1
  shift
  through --cookie "$work/cookies" --cookie-jar "$work/cookies" --header "Origin: $console" --header 'Accept: application/json' \
    "$@" "$console$path"
}

status() {
  "$@" --output /dev/null --write-out '%{http_code}'
}

sha256() {
  sha256sum | cut -d ' ' -f 1
}

start_chargehand() {
  local data=(--data "$work/data")
  {
    "$CHARGEHAND_BIN" organisation add Operator "${data[@]}"
    "$CHARGEHAND_BIN" site add Site --organisation Operator "${data[@]}"
    "$CHARGEHAND_BIN" user add "$email" --role admin --organisation Operator --password-stdin "${data[@]}" <<<"$password"
    "$CHARGEHAND_BIN" charger add DIRECT --site Site --password-stdin "${data[@]}" <<<"$password"
    "$CHARGEHAND_BIN" charger add PROXIED --site Site --password-stdin "${data[@]}" <<<"$password"
    "$CHARGEHAND_BIN" charger add UPGRADED --site Site --password-stdin "${data[@]}" <<<"$password"
  } >/dev/null
  "$CHARGEHAND_BIN" serve "${data[@]}" --read-configuration=false --console 127.0.0.1:0 --chargers 127.0.0.1:0 --files 127.0.0.1:0 \
    --console-origin "$console" --public-url "$files" >"$work/lines" 2>"$work/chargehand.log" &
  server=$!
  started+=("$server")
  eventually grep -qs '^files ' "$work/lines" || { cat "$work/chargehand.log" >&2; exit 1; }
  console_at=$(sed -n 's|^console http://||p' "$work/lines")
  chargers_at=$(sed -n 's|^chargers ws://\(.*\)/ocpp/.*|\1|p' "$work/lines")
  files_at=$(sed -n 's|^files http://||p' "$work/lines")
}

# What stands in the page, for Chargehand's ports.
configuration() {
  block "$1" | sed "s|127\.0\.0\.1:3000|$console_at|; s|127\.0\.0\.1:9000|$chargers_at|; s|127\.0\.0\.1:9001|$files_at|"
}

# The chargers' site listens without TLS as well, for the simulated charger.
start_nginx() {
  configuration nginx | sed "
    s|listen 443 |listen 127.0.0.1:$tls |
    s|/etc/ssl/chargehand/[a-z]*\.pem|$folder/certificate.pem|
    s|/etc/ssl/chargehand/[a-z]*\.key|$folder/key.pem|
    s|/var/log/nginx/|$logs/|
    /server_name ocpp/ i listen 127.0.0.1:$plain;
  " >"$work/chargehand.conf"
  {
    [[ $(id -u) != 0 ]] || echo "user $(id -un);"
    echo "daemon off; pid $work/nginx.pid; error_log $logs/error.log;"
    echo "events { worker_connections 256; }"
    echo "http {"
    for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $work/$kind;"; done
    echo "include $work/chargehand.conf; }"
  } >"$work/nginx.conf"
  nginx -p "$work" -e "$logs/error.log" -c "$work/nginx.conf" 2>"$logs/start.log" &
  started+=($!)
}

start_caddy() {
  configuration caddyfile >"$work/page"
  {
    sed "
      1 a admin off\nhttp_port $http\nhttps_port $tls\nauto_https disable_redirects\nskip_install_trust\ndefault_bind 127.0.0.1
      s|^[a-z]*\.example\.com {|&\ntls $folder/certificate.pem $folder/key.pem|
    " "$work/page"
    sed -n "s|^ocpp\.example\.com {|http://127.0.0.1:$plain {|; /^http:/,/^}/p" "$work/page"
  } >"$work/Caddyfile"
  HOME=$work XDG_DATA_HOME=$work XDG_CONFIG_HOME=$work \
    caddy run --config "$work/Caddyfile" --adapter caddyfile >"$logs/caddy.log" 2>&1 &
  started+=($!)
}

start_charger() {
  "$CHARGER_SIM_BIN" --url "ws://$2/ocpp/" --identity "$1" --password "$password" --stretch 1000 >"$work/$1" 2>"$work/$1.log" &
  started+=($!)
}

is_booted() {
  grep -qs '"status":"Accepted"' "$work/$1"
}

# The address that a charger was told.
told() {
  sed -n "s|.*\"$2\".*\"location\":\"\([^\"]*\)\".*|\1|p" "$work/$1" | tail -n 1
}

is_told() {
  [[ -n $(told "$1" "$2") ]]
}

key_of() {
  ask /api/chargers --data '' | grep -o "\"key\":\"[0-9a-f]*\",\"identity\":\"$1\"" | cut -d '"' -f 4
}

page_is_answered() {
  [[ $(status through "$console/sign-in") == 200 ]]
}

foreign_page_is_stopped() {
  [[ $(status through --header 'Origin: https://evil.example' --data "email=$email" "$console/sign-in") == 403 ]]
}

signs_in() {
  local head
  head=$(ask /sign-in --data "email=$email" --data "password=$password" --output /dev/null --dump-header -) &&
    grep -qi '^location: /chargers' <<<"$head" && grep -qi '^set-cookie: __Host-chargehand=.*; secure' <<<"$head" &&
    [[ $(status ask /chargers) == 200 ]]
}

stream_begins() {
  local stream
  stream=$(ask /events --no-buffer --max-time 1 --header 'Sec-Fetch-Site: same-origin' 2>/dev/null || true)
  [[ $stream == "retry: 1000"* ]]
}

takes_a_piece() {
  local of="name=image.bin&bytes=$image_bytes&modified=1" facts='vendor=Maker&model=Model&version=2.0'
  [[ $(ask "/files/firmware/piece?$of&offset=0" --header 'Content-Type: application/octet-stream' \
    --data-binary "@$folder/image") == "{\"have\":$image_bytes}" ]] &&
    [[ $(ask /api/finish-firmware --data "$of&$facts") == *'is in the library'* ]]
}

takes_a_form() {
  local head
  head=$(ask /files/firmware/upload --form "file=@$folder/large;filename=large.bin" --form vendor=Maker --form model=Model \
    --form version=3.0 --output /dev/null --dump-header -) &&
    grep -qi '^location: /files/firmware?told=' <<<"$head" && [[ $(ask /api/firmware --data '') == *large.bin* ]]
}

upgrades() {
  local head
  head=$(charger --max-time 2 --user "UPGRADED:$1" --header 'Connection: Upgrade' --header 'Upgrade: websocket' \
    --header 'Sec-WebSocket-Version: 13' --header 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==' \
    --header 'Sec-WebSocket-Protocol: ocpp2.0.1, ocpp1.6' --output /dev/null --dump-header - "$ocpp/ocpp/UPGRADED" 2>/dev/null || true)
  echo "$head" >"$work/upgrade"
  grep -q "^HTTP/1.1 $2 " <<<"$head"
}

names_the_protocol() {
  upgrades "$password" 101 && grep -qi $'^sec-websocket-protocol: ocpp2.0.1\r$' "$work/upgrade"
}

orders_diagnostics() {
  ask /api/request-diagnostics --data "charger=$(key_of DIRECT)&receiver=here&once=1" >"$work/order" &&
    eventually is_told DIRECT GetDiagnostics && box=$(told DIRECT GetDiagnostics) && [[ $box == "$files"/d/* ]]
}

# A proxy that is still sending may answer 502 instead; the timeline tells why in any case.
refuses_what_is_too_large() {
  local answer
  answer=$(status charger --upload-file "$folder/too-large" "${box}logs.zip" 2>/dev/null || true)
  [[ $answer != 2* ]] && eventually is_told_why
}

is_told_why() {
  ask /api/commands --data "charger=$(key_of DIRECT)" | grep -q '"step":"not-taken"[^}]*larger than'
}

upload_offset() {
  charger --head "$box" | tr -d '\r' | sed -n 's/^upload-offset: //Ip'
}

sees_a_broken_upload() {
  charger --limit-rate 400k --max-time 3 --upload-file "$folder/image" "${box}logs.zip" 2>/dev/null
  sleep 1
  offset=$(upload_offset)
  ((offset > 0 && offset < image_bytes))
}

goes_on_with_it() {
  tail -c "+$((offset + 1))" "$folder/image" >"$work/rest"
  [[ $(status charger --header "Content-Range: bytes $offset-$((image_bytes - 1))/$image_bytes" \
    --upload-file "$work/rest" "${box}logs.zip") == 201 ]]
}

orders_firmware() {
  local firmware
  firmware=$(ask /api/firmware --data '' | grep -o '"key":"[0-9a-f]*","organisation":"Operator","name":"large.bin"' | cut -d '"' -f 4)
  ask /api/update-firmware --data "charger=$(key_of PROXIED)&firmware=$firmware&source=library&anyway=true&reason=trial&once=2" \
    >"$work/order" && eventually is_told PROXIED UpdateFirmware && link=$(told PROXIED UpdateFirmware) && [[ $link == "$files"/f/* ]]
}

# Of what a charger does not take, only some megabytes wait in the sockets on the way.
counts_as_bytes_go_out() {
  local fetched
  charger --limit-rate 300k --max-time 3 --output "$work/slow" "$link" 2>/dev/null
  sleep 2
  fetched=$(ask /api/commands --data "charger=$(key_of PROXIED)" | sed -n 's/.*"step":"fetched","bytes":\([0-9]*\).*/\1/p')
  ((fetched > 0 && fetched < large_bytes / 2))
}

fetches_parts() {
  [[ $(charger --range 1000000-2999999 "$link" | sha256) == $(tail -c +1000001 "$folder/large" | head -c 2000000 | sha256) ]] &&
    [[ $(status charger --range 0-9 "$link") == 206 ]] && [[ $(status charger --head "$link") == 200 ]] &&
    [[ $(charger "$link" | sha256) == $(sha256 <"$folder/large") ]]
}

logs_hold_no_token() {
  local address token
  through --output /dev/null "$console/setup/canary-of-setup"
  kill "$server"
  wait "$server" || true
  started=("${started[@]:1}")
  for address in "$box" "$link" "$console/setup/canary-of-setup"; do
    [[ $(status charger "$address") == 502 ]] || return
  done
  grep -rqF '/d/***' "$logs" && grep -rqF '/f/***' "$logs" && grep -rqF '/setup/***' "$logs" || return
  for token in canary-of-setup "$(cut -d / -f 5 <<<"$box")" "$(cut -d / -f 5 <<<"$link")"; do
    if grep -rlF "$token" "$logs" >&2; then return 1; fi
  done
}

try() {
  proxy=$1
  work=$folder/$proxy logs=$folder/$proxy/logs
  tls=$(free_port) plain=$(free_port) http=$(free_port)
  box='' link='' offset=0
  mkdir -p "$logs"
  start_chargehand
  "start_$proxy"
  tried=$((tried + 1))
  check "it starts" eventually listens "$tls"
  if ! listens "$tls"; then
    cat "$logs"/* >&2
    stop
    return
  fi
  check "a page is answered" page_is_answered
  check "a foreign page is stopped" foreign_page_is_stopped
  check "signs in, with a cookie for TLS alone" signs_in
  check "the live stream begins within a second" stream_begins
  check "a piece of firmware of 6 MB is taken" takes_a_piece
  check "a form with firmware of 40 MB is taken" takes_a_form
  start_charger DIRECT "$chargers_at"
  start_charger PROXIED "127.0.0.1:$plain"
  check "a charger boots through it" eventually is_booted PROXIED
  check "a charger's upgrade passes, with its sub-protocol" names_the_protocol
  check "a wrong password is answered with 401" upgrades wrong 401
  eventually is_booted DIRECT || true
  check "diagnostics are ordered to the public address" orders_diagnostics
  check "an upload that is too large is refused, and told why" refuses_what_is_too_large
  check "an upload that breaks off is seen" sees_a_broken_upload
  check "an upload goes on where it broke off" goes_on_with_it
  check "firmware is ordered from the public address" orders_firmware
  check "a slow download counts as it goes out" counts_as_bytes_go_out
  check "a download comes whole and in parts" fetches_parts
  check "the logs hold no token" logs_hold_no_token
  stop
}

openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=example.com -keyout "$folder/key.pem" -out "$folder/certificate.pem" \
  -addext subjectAltName=DNS:console.example.com,DNS:ocpp.example.com,DNS:files.example.com 2>/dev/null
head -c "$image_bytes" /dev/urandom >"$folder/image"
head -c "$large_bytes" /dev/urandom >"$folder/large"
truncate -s 70M "$folder/too-large"
for proxy in nginx caddy; do
  if command -v "$proxy" >/dev/null; then
    try "$proxy"
  else
    echo "skipped $proxy: it is not installed"
  fi
done
((tried > 0 && failures == 0))
