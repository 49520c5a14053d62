use super::*;

/// The headers of `GET /chargers | Host: localhost:3000 | …`.
fn headers(request: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for line in request.split('|').map(str::trim).skip(1) {
        let (name, value) = line.split_once(": ").unwrap();
        headers.append(
            axum::http::HeaderName::from_bytes(name.as_bytes()).unwrap(),
            axum::http::HeaderValue::from_str(value).unwrap(),
        );
    }
    headers
}

fn judge(gate: &Gate, request: &str) -> Result<(), GateRefusal> {
    let line = request.split('|').next().unwrap().trim();
    let (method, uri) = line.split_once(' ').unwrap();
    gate.judge(&method.parse().unwrap(), &uri.parse().unwrap(), &headers(request))
}

/// F-01…F-05, F-11, F-22.
#[test]
fn only_our_own_pages_may_ask() {
    let gate = Gate::new("127.0.0.1:3000".parse().unwrap(), &["https://console.example".to_owned()]);
    let check = |request: &str, expected| assert_eq!(judge(&gate, request), expected, "{request}");
    let (foreign, host, method) = (Err(GateRefusal::Foreign), Err(GateRefusal::Host), Err(GateRefusal::Method));
    check("GET /chargers | Host: 127.0.0.1:3000", Ok(()));
    check("HEAD /chargers | Host: localhost:3000", Ok(()));
    check("GET /chargers | Host: [::1]:3000 | Sec-Fetch-Site: cross-site", Ok(()));
    check("GET /chargers | Host: console.example", Ok(()));
    check("GET /chargers | Host: LOCALHOST:3000", Ok(()));
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000", Ok(()));
    check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: same-origin", Ok(()));
    check(
        "POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000 | Sec-Fetch-Site: same-origin",
        Ok(()),
    );
    check("POST /api/reboot | Host: 127.0.0.1:3000 | Origin: https://console.example", Ok(()));
    check("POST /api/reboot | Host: localhost:3000", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: null", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: https://localhost:3000", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:30000", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3001", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://a.localhost:3000", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000.evil.example", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000/", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: http://console.example", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Origin: https://sub.console.example", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: cross-site", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: same-site", foreign);
    check("POST /api/reboot | Host: localhost:3000 | Sec-Fetch-Site: none", foreign);
    check(
        "POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000 | Sec-Fetch-Site: same-site",
        foreign,
    );
    check(
        "POST /api/reboot | Host: localhost:3000 | Origin: http://localhost:3000 | Origin: http://evil.example",
        foreign,
    );
    check("POST /api/reboot | Host: localhost:3000 | Referer: http://localhost:3000/chargers", foreign);
    check("GET /events | Host: localhost:3000", foreign);
    check("GET /events?after=1 | Host: localhost:3000 | Sec-Fetch-Site: cross-site", foreign);
    check("GET /events | Host: localhost:3000 | Origin: http://evil.example", foreign);
    check("GET /events?after=1 | Host: localhost:3000 | Sec-Fetch-Site: same-origin", Ok(()));
    check("GET /events | Host: localhost:3000 | Referer: http://localhost:3000/chargers", Ok(()));
    check("GET /events | Host: localhost:3000 | Referer: http://localhost:3000", Ok(()));
    check("GET /events | Host: localhost:3000 | Referer: http://localhost:3000.evil.example/", foreign);
    check("GET /events | Host: localhost:3000 | Referer: http://evil.example/http://localhost:3000/", foreign);
    check("GET /chargers | Host: localhost:3000 | Origin: http://evil.example", foreign);
    check("GET /chargers | Host: evil.example", host);
    check("GET /chargers | Host: evil.example:3000", host);
    check("GET /chargers | Host: localhost:3001", host);
    check("GET /chargers | Host: localhost:3000 | Host: evil.example", host);
    check("GET /chargers | X-Forwarded-Host: localhost:3000", host);
    check("GET http://evil.example/chargers | Host: localhost:3000", host);
    check("GET http://localhost:3000/chargers | Host: localhost:3000", Ok(()));
    check("PUT /chargers | Host: localhost:3000 | Origin: http://localhost:3000", method);
    check("TRACE /chargers | Host: localhost:3000", method);
    check("OPTIONS /api/reboot | Host: localhost:3000 | Origin: http://evil.example", method);
    check("BREW /chargers | Host: localhost:3000", method);
}

#[test]
fn on_all_addresses_no_name_is_ours() {
    let gate = Gate::new("0.0.0.0:3000".parse().unwrap(), &[]);
    let check = |request: &str, expected| assert_eq!(judge(&gate, request), expected, "{request}");
    check("GET / | Host: 192.168.1.5:3000", Ok(()));
    check("GET / | Host: [fd00::1]:3000", Ok(()));
    check("GET / | Host: 192.168.1.5:3001", Err(GateRefusal::Host));
    check("GET / | Host: rebound.example:3000", Err(GateRefusal::Host));
    check("POST /sign-in | Host: 192.168.1.5:3000 | Origin: http://192.168.1.5:3000", Ok(()));
    check("POST /sign-in | Host: 192.168.1.5:3000 | Origin: http://rebound.example:3000", Err(GateRefusal::Foreign));
    check("POST /sign-in | Host: 192.168.1.5:3000 | Origin: http://192.168.1.6:3000", Err(GateRefusal::Foreign));
    check("GET /events | Host: 192.168.1.5:3000 | Referer: http://192.168.1.5:3000/chargers", Ok(()));
}

/// What the gate believes a request's page was reached by, from the same notation.
fn seen(gate: &Gate, request: &str) -> Option<String> {
    let stopped = judge(gate, request).expect_err(request);
    gate.seen_as(stopped, &headers(request))
}

/// O-66: whoever has set up a proxy is told the flag that is missing, with its value; a foreign page gives none.
#[test]
fn the_address_of_an_unknown_proxy_is_named() {
    let gate = Gate::new("127.0.0.1:3000".parse().unwrap(), &["https://known.example".to_owned()]);
    let check =
        |request: &str, expected: Option<&str>| assert_eq!(seen(&gate, request).as_deref(), expected, "{request}");
    // nginx with proxy_pass alone: the Host is ours, the origin is not.
    check(
        "POST /sign-in | Host: 127.0.0.1:3000 | Origin: http://console.example:8080",
        Some("http://console.example:8080"),
    );
    check(
        "POST /sign-in | Host: localhost:3000 | Origin: https://console.example | Sec-Fetch-Site: same-origin",
        Some("https://console.example"),
    );
    check(
        "POST /api/reboot | Host: localhost:3000 | Origin: https://[2001:db8::1]:8443",
        Some("https://[2001:db8::1]:8443"),
    );
    // It passes the Host, too.
    check("GET /chargers | Host: console.example", Some("https://console.example"));
    check("GET /chargers | Host: Console.Example:8443", Some("https://console.example:8443"));
    check("GET /chargers | Host: console.example | X-Forwarded-Proto: http", Some("http://console.example"));
    check("GET /chargers | Host: console.example | X-Forwarded-Proto: gopher", Some("https://console.example"));
    // As the browser wrote it, where it says so.
    check("POST /sign-in | Host: console.example | Origin: http://console.example", Some("http://console.example"));
    check(
        "POST /sign-in | Host: console.example:8080 | Origin: http://console.example:8080 | X-Forwarded-Proto: https",
        Some("http://console.example:8080"),
    );
    check(
        "POST /sign-in | Host: console.example | Origin: http://console.example:8080",
        Some("http://console.example:8080"),
    );
    check("POST /sign-in | Host: known.example:81 | Origin: https://known.example", Some("https://known.example:81"));
    check("GET /chargers | Host: console.example | Referer: http://console.example/x", Some("http://console.example"));
    // A proxy that passes on its own name for the console: that must be known as well.
    check("POST /sign-in | Host: upstream | Origin: http://console.example", Some("http://console.example"));
    check("POST /sign-in | Host: upstream | Origin: https://known.example", Some("https://upstream"));
    check("POST /sign-in | Host: console.example | Origin: null", Some("https://console.example"));
    check("GET /chargers | Host: console.example | Referer: http://links.example/", Some("https://console.example"));
    check(
        "POST /sign-in | Host: a.example | Origin: http://a.example | Sec-Fetch-Site: cross-site",
        Some("https://a.example"),
    );
    // With the page's address alone.
    check(
        "POST /sign-in | Host: localhost:3000 | Referer: http://console.example:8080/sign-in?x=1",
        Some("http://console.example:8080"),
    );
    check("GET /events | Host: localhost:3000 | Referer: https://console.example", Some("https://console.example"));
    check("POST /sign-in | Host: localhost:3000 | Referer: http://localhost:3000/sign-in", None);
    check("POST /sign-in | Host: localhost:3000 | Referer: https://a:b@console.example/", None);
    check("POST /sign-in | Host: localhost:3000 | Referer: console.example", None);
    check(
        "POST /sign-in | Host: localhost:3000 | Referer: https://console.example/ | Sec-Fetch-Site: cross-site",
        None,
    );
    // A page of somebody else's, as the browser itself says.
    check("POST /sign-in | Host: localhost:3000 | Origin: https://evil.example | Sec-Fetch-Site: cross-site", None);
    check("POST /sign-in | Host: localhost:3000 | Origin: https://a.known.example | Sec-Fetch-Site: same-site", None);
    check("POST /sign-in | Host: localhost:3000 | Origin: http://localhost:3000 | Sec-Fetch-Site: cross-site", None);
    // Nothing that could be shown, or set.
    for origin in
        ["null", "https://", "ftp://a.example", "https://a.example/x", "https://a.example<b>", "https://A.example", "x"]
    {
        check(&format!("POST /sign-in | Host: localhost:3000 | Origin: {origin}"), None);
    }
    check(&format!("POST /sign-in | Host: localhost:3000 | Origin: https://{}.example", "a".repeat(300)), None);
    check("GET /chargers | Host: a.example | Host: b.example", None);
    check("GET /chargers | Host: a.example/<b>", None);
    check("GET /chargers | X: y", None);
    check("PUT /chargers | Host: localhost:3000 | Origin: https://console.example", None);
}

/// O-66: the flag is named to whoever may have set up a proxy, also where its value is not known, and to no foreign page.
#[tokio::test]
async fn the_flag_is_named_wherever_a_proxy_may_be_the_cause() {
    let gate = Gate::new("127.0.0.1:3000".parse().unwrap(), &[]);
    for (request, named) in [
        ("POST /sign-in | Host: localhost:3000 | Origin: null", true),
        ("POST /sign-in | Host: localhost:3000 | Origin: null | Sec-Fetch-Site: same-origin", true),
        ("POST /sign-in | Host: localhost:3000 | Referer: http://localhost:3000/sign-in", true),
        ("POST /sign-in | Host: localhost:3000 | Referer: http://console.example/sign-in", true),
        ("POST /sign-in | Host: localhost:3000", true),
        ("POST /sign-in | Host: localhost:3000 | Origin: http://console.example", true),
        ("GET / | Host: console.example", true),
        ("GET / | X: y", true),
        ("POST /sign-in | Host: localhost:3000 | Origin: null | Sec-Fetch-Site: cross-site", false),
        ("POST /sign-in | Host: localhost:3000 | Origin: http://evil.example | Sec-Fetch-Site: cross-site", false),
        ("POST /sign-in | Host: localhost:3000 | Sec-Fetch-Site: same-site", false),
        ("PUT / | Host: localhost:3000", false),
    ] {
        let answer = gate.refuse(judge(&gate, request).expect_err(request), &headers(request));
        let text = axum::body::to_bytes(answer.into_body(), 10_000).await.unwrap();
        assert_eq!(String::from_utf8_lossy(&text).contains("--console-origin"), named, "{request}: {text:?}");
    }
}

/// O-66: a page that asks again and again fills no log.
#[test]
fn the_log_is_told_at_most_once_a_minute() {
    let (warned, now) = (LastWarning::default(), std::time::Instant::now());
    let after = |seconds| now + std::time::Duration::from_secs(seconds);
    let told: Vec<bool> = [0, 1, 59, 60, 61, 119, 120].into_iter().map(|at| warned.is_due(after(at))).collect();
    assert_eq!(told, [true, false, false, true, false, false, true]);
}
