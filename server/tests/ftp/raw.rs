//! A client that says exactly what a test wants, over plain sockets.

use crate::common::PATIENCE;
use crate::host::Address;
use std::net::SocketAddr;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub struct Raw {
    control: BufReader<TcpStream>,
}

impl Raw {
    /// Connected and greeted.
    pub async fn connect(address: &Address) -> Self {
        let stream = TcpStream::connect(format!("{}:{}", address.host, address.port)).await.unwrap();
        let mut raw = Self { control: BufReader::new(stream) };
        assert!(raw.reply().await.starts_with("220 "));
        raw
    }

    /// Connected and logged in.
    pub async fn log_in(address: &Address) -> Self {
        let mut raw = Self::connect(address).await;
        assert_eq!(raw.say(&format!("USER {}", address.user)).await, 331);
        assert_eq!(raw.say(&format!("PASS {}", address.password)).await, 230);
        assert_eq!(raw.say("TYPE I").await, 200);
        raw
    }

    pub async fn write(&mut self, bytes: &[u8]) {
        self.control.get_mut().write_all(bytes).await.unwrap();
    }

    /// The next reply, whole.
    pub async fn reply(&mut self) -> String {
        let mut reply = String::new();
        loop {
            let mut line = String::new();
            let read = timeout(PATIENCE, self.control.read_line(&mut line)).await.expect("a reply comes").unwrap();
            assert!(read > 0, "the connection ended after {reply:?}");
            reply.push_str(&line);
            if line.as_bytes().get(3) == Some(&b' ') && !line.starts_with(' ') {
                return reply;
            }
        }
    }

    pub async fn code(&mut self) -> u16 {
        self.reply().await[..3].parse().unwrap()
    }

    /// Says a line, and gives the code of its reply.
    pub async fn say(&mut self, line: &str) -> u16 {
        self.ask(line).await[..3].parse().unwrap()
    }

    pub async fn ask(&mut self, line: &str) -> String {
        self.write(format!("{line}\r\n").as_bytes()).await;
        self.reply().await
    }

    /// A data connection by PASV.
    pub async fn data(&mut self) -> TcpStream {
        let reply = self.ask("PASV").await;
        let numbers = reply.split(['(', ')']).nth(1).unwrap_or_else(|| panic!("{reply}"));
        let numbers: Vec<u16> = numbers.split(',').map(|number| number.parse().unwrap()).collect();
        let octets = [numbers[0], numbers[1], numbers[2], numbers[3]].map(|number| u8::try_from(number).unwrap());
        TcpStream::connect(SocketAddr::from((octets, numbers[4] * 256 + numbers[5]))).await.unwrap()
    }

    /// Sends this by a command, and gives the code of the last reply.
    pub async fn put(&mut self, command: &str, bytes: &[u8]) -> u16 {
        let mut data = self.data().await;
        match self.say(command).await {
            150 => {}
            refused => return refused,
        }
        data.write_all(bytes).await.unwrap();
        data.shutdown().await.unwrap();
        drop(data);
        self.code().await
    }

    /// Does the connection end?
    pub async fn has_ended(&mut self) -> bool {
        let mut rest = Vec::new();
        timeout(PATIENCE, self.control.read_to_end(&mut rest)).await.is_ok()
    }
}
