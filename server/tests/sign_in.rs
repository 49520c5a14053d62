//! Signing in and out, the first administrator's link, and sessions.

mod common;

use common::browser::{Browser, location};
use common::{ADMIN, DESK, GUEST, PASSWORD, TestServer};
use reqwest::header::{ACCEPT, COOKIE, HOST, ORIGIN, SET_COOKIE};
use std::time::{Duration, Instant};

async fn attempt(browser: &Browser, fields: &[(&str, &str)]) -> (u16, String) {
    let response = browser.post("/sign-in", fields).await;
    (response.status().as_u16(), location(&response).to_owned())
}

#[tokio::test]
async fn a_right_password_opens_the_page_that_was_asked_for() {
    let server = TestServer::start().await;
    let browser = server.browser();
    let asked = browser.get("/actions?open=true").await;
    assert_eq!((asked.status().as_u16(), location(&asked)), (303, "/sign-in?next=/actions%3Fopen%3Dtrue"));
    let page = browser.page("/sign-in?next=/actions%3Fopen%3Dtrue").await;
    for part in ["Email", "Password", "Sign in", "action=\"/sign-in\"", "/actions?open=true"] {
        assert!(page.contains(part), "{part}");
    }
    let answer = attempt(&browser, &[("email", DESK), ("password", PASSWORD), ("next", "/actions?open=true")]).await;
    assert_eq!(answer, (303, "/actions?open=true".to_owned()));
    assert!(browser.page("/chargers").await.contains(DESK));
    let again = browser.get("/sign-in").await;
    assert_eq!((again.status().as_u16(), location(&again)), (303, "/chargers"));
    // Somebody else at the same browser.
    browser.sign_in(GUEST).await;
    let page = browser.page("/chargers").await;
    assert!(page.contains(GUEST) && !page.contains(DESK));
    server.stop().await;
}

/// F-24.
#[tokio::test]
async fn signing_in_leads_nowhere_else() {
    let server = TestServer::start().await;
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "/\t/evil.example", ""] {
        let answer = attempt(&server.browser(), &[("email", GUEST), ("password", PASSWORD), ("next", next)]).await;
        assert_eq!(answer, (303, "/chargers".to_owned()), "{next}");
    }
    server.stop().await;
}

#[tokio::test]
async fn wrong_words_are_told_alike() {
    let server = TestServer::start().await;
    let browser = server.browser();
    for (email, password) in [(DESK, "wrong"), ("nobody@nordvolt.example", PASSWORD), ("", "")] {
        let answer = attempt(&browser, &[("email", email), ("password", password)]).await;
        assert_eq!(answer, (303, "/sign-in?wrong=1".to_owned()), "{email}");
    }
    assert!(browser.page("/sign-in?wrong=1").await.contains("Email or password is wrong."));
    assert_eq!(browser.get("/chargers").await.status(), 303);
    server.stop().await;
}

/// The cookie holds for this host alone, and scripts do not see it.
#[tokio::test]
async fn the_cookie_is_for_the_browser_alone() {
    let server = TestServer::start().await;
    let response = server.browser().post("/sign-in", &[("email", DESK), ("password", PASSWORD)]).await;
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    assert!(cookie.starts_with("chargehand="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Max-Age="] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    server.stop().await;
}

/// F-08: behind a proxy that speaks HTTPS the cookie never travels in the clear, nor to another host.
#[tokio::test]
async fn over_https_the_cookie_is_bound_to_it() {
    let origin = "https://console.example.com";
    let server = TestServer::with(|config| config.console_origins = vec![origin.to_owned()]).await;
    let asked = |path: &str, cookie: Option<&str>| {
        let client = server.browser().client;
        let request = client.post(format!("{}{path}", server.origin())).header(HOST, "console.example.com");
        let request =
            request.header(ORIGIN, origin).header("Sec-Fetch-Site", "same-origin").header(ACCEPT, "text/html");
        cookie.map(|cookie| request.try_clone().unwrap().header(COOKIE, cookie)).unwrap_or(request)
    };
    let fields = [("email", DESK), ("password", PASSWORD)];
    let response = asked("/sign-in", None).form(&fields).send().await.unwrap();
    assert_eq!((response.status().as_u16(), location(&response)), (303, "/chargers"));
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap().to_owned();
    assert!(cookie.starts_with("__Host-chargehand="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
    let named = cookie.split(';').next().unwrap();
    let opens = async |host: &str, cookie: &str| {
        let page = server.browser().client.get(format!("{}/chargers", server.origin()));
        page.header(HOST, host).header(COOKIE, cookie).send().await.unwrap().status().as_u16()
    };
    let direct = server.serving.console().to_string();
    assert_eq!(opens("console.example.com", named).await, 200);
    // Neither under its plain name, nor where it was not set.
    assert_eq!(opens("console.example.com", named.trim_start_matches("__Host-")).await, 303);
    assert_eq!(opens(&direct, named).await, 303);
    let nothing: [(&str, &str); 0] = [];
    let out = asked("/sign-out", Some(named)).form(&nothing).send().await.unwrap();
    assert_eq!(location(&out), "/sign-in");
    assert_eq!(opens("console.example.com", named).await, 303);
    server.stop().await;
}

/// F-07, E-15.
#[tokio::test]
async fn a_planted_session_is_worth_nothing() {
    let server = TestServer::start().await;
    let planted = "chargehand=AAAAAAAAAAAAAAAAAAAAAA";
    let request = server.browser().form("/sign-in", &[("email", DESK), ("password", PASSWORD)], "text/html");
    let response = request.header(COOKIE, planted).send().await.unwrap();
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap();
    assert!(!cookie.starts_with(planted), "{cookie}");
    let old = server.browser().client.get(format!("{}/chargers", server.origin())).header(COOKIE, planted);
    assert_eq!(old.send().await.unwrap().status(), 303);
    server.stop().await;
}

/// F-08: the cookie of a session that was ended opens nothing, wherever it was copied to.
#[tokio::test]
async fn signing_out_ends_the_session_on_the_server() {
    let server = TestServer::start().await;
    let browser = server.browser();
    let response = browser.post("/sign-in", &[("email", DESK), ("password", PASSWORD)]).await;
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let copied = async || {
        let request = server.browser().client.get(format!("{}/chargers", server.origin())).header(COOKIE, &cookie);
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(copied().await, 200);
    let out = browser.post("/sign-out", &[]).await;
    assert_eq!((out.status().as_u16(), location(&out)), (303, "/sign-in"));
    assert_eq!(copied().await, 303);
    assert_eq!(browser.get("/chargers").await.status(), 303);
    server.stop().await;
}

#[tokio::test]
async fn a_session_survives_a_restart() {
    let server = TestServer::start().await;
    let response = server.browser().post("/sign-in", &[("email", DESK), ("password", PASSWORD)]).await;
    let cookie = response.headers()[SET_COOKIE].to_str().unwrap().split(';').next().unwrap().to_owned();
    let server = server.restart().await;
    let request = server.browser().client.get(format!("{}/chargers", server.origin())).header(COOKIE, &cookie);
    assert_eq!(request.send().await.unwrap().status(), 200);
    server.stop().await;
}

/// E-12.
#[tokio::test]
async fn guessing_gets_slower() {
    let server = TestServer::start().await;
    let browser = server.browser();
    let wrong = [("email", DESK), ("password", "wrong")];
    for _ in 0..4 {
        attempt(&browser, &wrong).await;
    }
    // From the fifth try to the sixth it takes a second.
    let began = Instant::now();
    attempt(&browser, &wrong).await;
    attempt(&browser, &wrong).await;
    assert!(began.elapsed() >= Duration::from_secs(1), "{:?}", began.elapsed());
    // Others are not held up, and neither is the right password for long.
    let began = Instant::now();
    server.signed_in(ADMIN).await;
    assert!(began.elapsed() < Duration::from_secs(5));
    browser.sign_in(DESK).await;
    server.stop().await;
}

/// decisions 33, E-13: GET shows, POST consumes.
#[tokio::test]
async fn the_first_administrator_comes_in_by_a_one_time_link() {
    let server = TestServer::empty(|_| {}).await;
    let lines = server.serving.lines();
    let link = lines.iter().find_map(|line| line.strip_prefix("setup ")).expect("there is no administrator yet");
    let path = link.strip_prefix(&server.origin()).unwrap().to_owned();
    let browser = server.browser();
    for _ in 0..2 {
        let page = browser.page(&path).await;
        for part in ["Organisation", "Email", "Password", "Create administrator"] {
            assert!(page.contains(part), "{part}");
        }
    }
    let fields = |password| [("organisation", "Nordvolt"), ("email", ADMIN), ("password", password)];
    let short = browser.post(&path, &fields("short")).await;
    assert_eq!((short.status().as_u16(), location(&short)), (303, format!("{path}?refused=password").as_str()));
    let forged = browser.post("/setup/00000000000000000000000000000000", &fields(PASSWORD)).await;
    assert_eq!(location(&forged), "/setup/00000000000000000000000000000000?refused=other");
    let made = browser.post(&path, &fields(PASSWORD)).await;
    assert_eq!((made.status().as_u16(), location(&made)), (303, "/chargers"));
    assert!(browser.page("/chargers").await.contains(ADMIN));
    let second =
        server.browser().post(&path, &[("organisation", "B"), ("email", "b@b.example"), ("password", PASSWORD)]).await;
    assert_eq!(location(&second), format!("{path}?refused=other"));
    let server = server.restart().await;
    assert!(!server.serving.lines().iter().any(|line| line.starts_with("setup ")));
    server.signed_in(ADMIN).await;
    server.stop().await;
}
