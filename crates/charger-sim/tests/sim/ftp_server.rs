//! An FTP server of a few lines, in memory, with AUTH TLS.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use suppaftp::tokio_rustls::TlsAcceptor;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};

/// Of nobody in particular, made for this file with openssl.
const CERTIFICATE: &str = "\
    MIIBdjCCARugAwIBAgIUdZnHQ40gEiUpFqKv2spzvnV3z4kwCgYIKoZIzj0EAwIwDzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjYx\
    NjA0MzVaGA8yMTI2MTEwMjE2MDQzNVowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABJlibuGdP+Gm\
    MxJbB/fvSE1qe8moyQvi6Mdsz38DdUkHoXKJiTG4TUwyrqPttW2OBamk8tYgqNF+XJXTs84eCv6jUzBRMB0GA1UdDgQWBBRYP0z7\
    ffqaRorXvDbhNPXapObkfjAfBgNVHSMEGDAWgBRYP0z7ffqaRorXvDbhNPXapObkfjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49\
    BAMCA0kAMEYCIQDgUdnkMZhZVjQJdUgf3YqccWWAA6cvt+5858Vy2TuPNQIhAI+EFsCAJnMe6CBTwOSkl0sWKRugJLLJpYs5GZ2w\
    tKiQ";
const KEY: &str = "\
    MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgV3USgOTAShlf3kbif0y7DbX4TTkqudW/12De6TXQaIqhRANCAASZ\
    Ym7hnT/hpjMSWwf370hNanvJqMkL4ujHbM9/A3VJB6FyiYkxuE1MMq6j7bVtjgWppPLWIKjRflyV07POHgr+";

#[derive(Clone)]
pub struct FtpServer {
    /// `127.0.0.1:PORT`
    pub address: String,
    inner: Arc<Inner>,
}

struct Inner {
    tls: TlsAcceptor,
    restarts: bool,
    files: Mutex<HashMap<String, Vec<u8>>>,
    commands: Mutex<Vec<String>>,
}

trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Wire for T {}

impl FtpServer {
    /// One that `restarts` knows REST.
    pub async fn start(files: &[(&str, &[u8])], restarts: bool) -> FtpServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let files = files.iter().map(|(path, content)| ((*path).to_owned(), content.to_vec())).collect();
        let inner = Arc::new(Inner { tls: acceptor(), restarts, files: Mutex::new(files), commands: Mutex::default() });
        let server = FtpServer { address, inner: Arc::clone(&inner) };
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let inner = Arc::clone(&inner);
                tokio::spawn(async move { inner.serve(stream).await });
            }
        });
        server
    }

    pub fn file(&self, path: &str) -> Option<Vec<u8>> {
        self.inner.files.lock().unwrap().get(path).cloned()
    }

    /// The commands of all sessions that begin like this.
    pub fn commands(&self, like: &str) -> Vec<String> {
        self.inner.commands.lock().unwrap().iter().filter(|command| command.starts_with(like)).cloned().collect()
    }
}

impl Inner {
    async fn serve(&self, stream: TcpStream) -> Option<()> {
        let mut control: Box<dyn Wire> = Box::new(stream);
        let (mut folder, mut restart, mut secure, mut data) = (String::new(), 0, false, None);
        say(&mut control, "220 here").await?;
        loop {
            let command = line(&mut control).await?;
            self.commands.lock().unwrap().push(command.clone());
            let (verb, rest) = command.split_once(' ').unwrap_or((&command, ""));
            let path = format!("{folder}/{rest}");
            match verb {
                "USER" => say(&mut control, "331 and?").await?,
                "PASS" => say(&mut control, "230 in").await?,
                "AUTH" => {
                    say(&mut control, "234 go on").await?;
                    control = Box::new(self.tls.accept(control).await.ok()?);
                    secure = true;
                }
                "TYPE" | "PBSZ" | "PROT" => say(&mut control, "200 so be it").await?,
                "CWD" => {
                    folder = path;
                    say(&mut control, "250 there").await?;
                }
                "SIZE" => {
                    let size = self.files.lock().unwrap().get(&path).map(Vec::len);
                    say(&mut control, &size.map_or("550 none".to_owned(), |size| format!("213 {size}"))).await?;
                }
                "PASV" => {
                    let listener = TcpListener::bind("127.0.0.1:0").await.ok()?;
                    let port = listener.local_addr().ok()?.port();
                    data = Some(listener);
                    // Another machine, which is none of the charger's business.
                    say(&mut control, &format!("227 at (192,0,2,1,{},{})", port / 256, port % 256)).await?;
                }
                "REST" if self.restarts => {
                    restart = rest.parse().ok()?;
                    say(&mut control, "350 from there").await?;
                }
                "RETR" | "STOR" => {
                    say(&mut control, "150 now").await?;
                    let mut stream: Box<dyn Wire> = Box::new(data.take()?.accept().await.ok()?.0);
                    if secure {
                        stream = Box::new(self.tls.accept(stream).await.ok()?);
                    }
                    let whole = if verb == "RETR" {
                        let content = self.files.lock().unwrap()[&path][restart..].to_vec();
                        stream.write_all(&content).await.is_ok() && stream.shutdown().await.is_ok()
                    } else {
                        let mut content = Vec::new();
                        let whole = stream.read_to_end(&mut content).await.is_ok();
                        let mut files = self.files.lock().unwrap();
                        let file = files.entry(path).or_default();
                        file.truncate(restart);
                        file.extend(content);
                        whole
                    };
                    drop(stream);
                    restart = 0;
                    say(&mut control, if whole { "226 done" } else { "426 cut" }).await?;
                }
                "QUIT" => return say(&mut control, "221 bye").await,
                _ => say(&mut control, "502 what?").await?,
            }
        }
    }
}

fn acceptor() -> TlsAcceptor {
    let decode = |text: &str| BASE64_STANDARD.decode(text).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![decode(CERTIFICATE).into()], PrivateKeyDer::Pkcs8(decode(KEY).into()))
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn say(control: &mut Box<dyn Wire>, reply: &str) -> Option<()> {
    control.write_all(format!("{reply}\r\n").as_bytes()).await.ok()?;
    control.flush().await.ok()
}

async fn line(control: &mut Box<dyn Wire>) -> Option<String> {
    let mut line = Vec::new();
    while !line.ends_with(b"\r\n") {
        line.push(control.read_u8().await.ok()?);
    }
    Some(String::from_utf8(line).ok()?.trim_end().to_owned())
}
