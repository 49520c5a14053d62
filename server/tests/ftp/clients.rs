//! The clients that chargers are built of: each fetches and puts, over ftp and ftps, by the address exactly as a charger is told it.

use crate::FILE;
use crate::common::Folder;
use crate::host::{Address, IMAGE, bytes, diagnostics, host, idle, image, python, received, sha256, text, update};
use model::FileProtocol::{self, Ftp, Ftps};
use std::path::Path;
use std::process::Command;

/// How a client is told to do it. Its working folder is one of its own.
struct Client {
    name: &'static str,
    program: &'static str,
    /// Fetches the address into `out`.
    fetch: Option<fn(&Address, &str) -> Vec<String>>,
    /// Puts the file `logs.log`.
    put: Option<fn(&Address, &str) -> Vec<String>>,
    by: &'static [FileProtocol],
}

fn words(text: &[&str]) -> Vec<String> {
    text.iter().map(|word| (*word).to_owned()).collect()
}

/// A script of lftp that fails where anything does.
fn lftp(settings: &str, work: &str) -> Vec<String> {
    let patience = "set cmd:fail-exit yes; set net:timeout 20; set net:max-retries 1; set ssl:verify-certificate no";
    words(&["-c", &format!("{patience}; {settings}; {work}")])
}

const EXPLICIT: &str = "set ftp:ssl-force true; set ftp:ssl-protect-data true";

const CLIENTS: &[Client] = &[
    Client {
        name: "curl",
        program: "curl",
        fetch: Some(|address, out| words(&["-sS", "--insecure", "-m", "60", "-o", out, &address.as_told()])),
        put: Some(|address, file| words(&["-sS", "--insecure", "-m", "60", "-T", file, &address.as_told()])),
        by: &[Ftp, Ftps],
    },
    Client {
        name: "curl, by AUTH TLS",
        program: "curl",
        fetch: Some(|address, out| words(&["-sS", "--insecure", "--ssl-reqd", "-m", "60", "-o", out, &address.url()])),
        put: Some(|address, file| words(&["-sS", "--insecure", "--ssl-reqd", "-m", "60", "-T", file, &address.url()])),
        by: &[Ftps],
    },
    Client {
        name: "curl, by PASV and TLS 1.2",
        program: "curl",
        fetch: Some(|address, out| {
            let told = address.as_told();
            words(&["-sS", "--insecure", "--disable-epsv", "--tls-max", "1.2", "-m", "60", "-o", out, &told])
        }),
        put: Some(|address, file| {
            let told = address.as_told();
            words(&["-sS", "--insecure", "--disable-epsv", "--tls-max", "1.2", "-m", "60", "-T", file, &told])
        }),
        by: &[Ftp, Ftps],
    },
    Client {
        name: "lftp",
        program: "lftp",
        fetch: Some(|address, out| lftp("", &format!("get {} -o {out}", address.as_told()))),
        put: Some(|address, file| lftp("", &format!("open {}; put {file}", address.as_told()))),
        by: &[Ftp, Ftps],
    },
    Client {
        name: "lftp, not waiting for answers",
        program: "lftp",
        fetch: Some(|address, out| lftp("set ftp:sync-mode off", &format!("get {} -o {out}", address.as_told()))),
        put: Some(|address, file| lftp("set ftp:sync-mode off", &format!("open {}; put {file}", address.as_told()))),
        by: &[Ftp, Ftps],
    },
    Client {
        name: "lftp, by AUTH TLS",
        program: "lftp",
        fetch: Some(|address, out| lftp(EXPLICIT, &format!("get {} -o {out}", address.url()))),
        put: Some(|address, file| lftp(EXPLICIT, &format!("open {}; put {file}", address.url()))),
        by: &[Ftps],
    },
    Client {
        name: "wget",
        program: "wget",
        fetch: Some(|address, out| words(&["-nv", "-t", "1", "-T", "20", "-O", out, &address.as_told()])),
        put: None,
        by: &[Ftp],
    },
    Client {
        name: "wget, by AUTH TLS",
        program: "wget",
        fetch: Some(|address, out| {
            words(&["-nv", "-t", "1", "-T", "20", "--no-check-certificate", "-O", out, &address.as_told()])
        }),
        put: None,
        by: &[Ftps],
    },
    Client {
        name: "wget, by TLS from the first byte",
        program: "wget",
        fetch: Some(|address, out| {
            let told = address.as_told();
            words(&["-nv", "-t", "1", "-T", "20", "--no-check-certificate", "--ftps-implicit", "-O", out, &told])
        }),
        put: None,
        by: &[Ftps],
    },
    Client {
        name: "BusyBox",
        program: "busybox",
        fetch: Some(|address, out| busybox("ftpget", address, out, &address.name)),
        put: Some(|address, file| busybox("ftpput", address, "logs.log", file)),
        by: &[Ftp],
    },
    Client {
        name: "ncftp",
        program: "ncftpget",
        fetch: Some(|address, _out| {
            let (user, password) = (&address.user, &address.password);
            words(&[
                "-V",
                "-t",
                "20",
                "-u",
                user,
                "-p",
                password,
                "-P",
                &address.port,
                &address.host,
                ".",
                &address.name,
            ])
        }),
        put: None,
        by: &[Ftp],
    },
    Client {
        name: "ncftp",
        program: "ncftpput",
        fetch: None,
        put: Some(|address, file| {
            let (user, password) = (&address.user, &address.password);
            words(&["-V", "-t", "20", "-u", user, "-p", password, "-P", &address.port, &address.host, "/", file])
        }),
        by: &[Ftp],
    },
    Client {
        name: "tnftp",
        program: "tnftp",
        fetch: Some(|address, out| words(&["-V", "-o", out, &address.as_told()])),
        put: Some(|address, file| words(&["-V", "-u", &format!("{}logs.log", address.as_told()), file])),
        by: &[Ftp],
    },
];

fn busybox(what: &str, address: &Address, first: &str, second: &str) -> Vec<String> {
    let (user, password) = (&address.user, &address.password);
    words(&[what, "-u", user, "-p", password, "-P", &address.port, &address.host, first, second])
}

/// Runs it in a folder of its own. False: it is not installed.
async fn run(client: &Client, arguments: &[String], folder: &Path) -> bool {
    let mut command = Command::new(client.program);
    command.args(arguments).current_dir(folder).env("HOME", folder).stdin(std::process::Stdio::null());
    match tokio::task::spawn_blocking(move || command.output()).await.unwrap() {
        Ok(output) => {
            let (said, name) = (String::from_utf8_lossy(&output.stderr), client.name);
            assert!(output.status.success(), "{name} {arguments:?}: {said}{}", String::from_utf8_lossy(&output.stdout));
            true
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            eprintln!("{} is not installed, so that it was not tried", client.program);
            false
        }
        Err(error) => panic!("{}: {error}", client.program),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_client_fetches_by_the_address_as_it_is_told() {
    // O-06, O-02
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(FILE));
    let image = image(csms, &file).await;
    for (at, client) in CLIENTS.iter().enumerate() {
        for by in client.by {
            let Some(fetch) = client.fetch else { continue };
            let charger = idle(&server, &format!("CP-{at}-{}", by.as_str())).await;
            let address = update(csms, &charger, &image, *by).await;
            let folder = Folder::new();
            let out = folder.path().join(IMAGE);
            if run(client, &fetch(&address, text(&out)), folder.path()).await {
                assert_eq!(sha256(&std::fs::read(&out).unwrap()), sha256(&file), "{} {by:?}", client.name);
            }
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_client_puts_by_the_address_as_it_is_told() {
    // O-07, O-02
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(FILE));
    for (at, client) in CLIENTS.iter().enumerate() {
        for by in client.by {
            let Some(put) = client.put else { continue };
            let charger = idle(&server, &format!("CP-{at}-{}", by.as_str())).await;
            let address = diagnostics(csms, &charger, *by).await;
            let folder = Folder::new();
            let local = folder.path().join("logs.log");
            std::fs::write(&local, &file).unwrap();
            if run(client, &put(&address, text(&local)), folder.path()).await {
                let archive = received(csms, &charger.0).await;
                assert_eq!((archive.name.as_str(), archive.bytes), ("logs.log", FILE as i64), "{} {by:?}", client.name);
                assert_eq!(archive.sha256, sha256(&file), "{} {by:?}", client.name);
            }
        }
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pythons_ftplib_stores_and_retrieves() {
    // O-06, O-07: storbinary waits for TLS to be ended from both sides.
    let server = host().await;
    let (csms, file) = (server.csms(), bytes(FILE));
    let image = image(csms, &file).await;
    let local = server.folder.path().join("logs.log");
    std::fs::write(&local, &file).unwrap();
    let puts = "
login()
print(ftp.storbinary('STOR logs.log', open(args[0], 'rb'))[:3])
print(ftp.size('logs.log'), len(ftp.sendcmd('MDTM logs.log')))
print(ftp.nlst(), [(name, facts['size']) for name, facts in ftp.mlsd()])
ftp.quit()
";
    let fetches = "
import hashlib
login()
whole = hashlib.sha256()
print(ftp.retrbinary('RETR ' + args[0], whole.update)[:3], whole.hexdigest())
ftp.quit()
";
    for by in [Ftp, Ftps] {
        let charger = idle(&server, &format!("CP-{}", by.as_str())).await;
        let address = diagnostics(csms, &charger, by).await;
        let said = python(&address, by == Ftps, puts, &[text(&local)]).await;
        assert_eq!(said, format!("226\n{FILE} 18\n['logs.log'] [('logs.log', '{FILE}')]\n"), "{by:?}");
        assert_eq!(received(csms, &charger.0).await.sha256, sha256(&file));
        let address = update(csms, &charger, &image, by).await;
        let said = python(&address, by == Ftps, fetches, &[IMAGE]).await;
        assert_eq!(said, format!("226 {}\n", sha256(&file)), "{by:?}");
    }
    server.stop().await;
}
