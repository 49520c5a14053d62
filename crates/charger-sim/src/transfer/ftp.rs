//! Files by FTP, in the open or after AUTH TLS: CWD through the folders, then RETR or STOR, with REST to go on.

use std::time::Duration;

use suppaftp::tokio::{AsyncRustlsConnector, AsyncRustlsFtpStream, AsyncRustlsStream, TransferStream};
use suppaftp::tokio_rustls::TlsConnector;
use suppaftp::types::FileType;
use suppaftp::{FtpError, Mode, Status};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{sleep, timeout};

use super::failure::Failure;
use super::fetch::FetchState;
use super::place::LocalAddress;
use super::put::{Parcel, Sent};
use super::tempo::{LAST_BYTES, STALL, Tempo};
use super::trust;

/// For the answer to QUIT, after which nothing depends on the server.
const GOODBYE: Duration = Duration::from_millis(50);

/// The most that is read at once.
const BUFFER: usize = 16 * 1024;

/// A STOR under way. Its data connection ends with a reset unless it was finished: with FTP a good end would mean that
/// the file is whole.
struct StoreStream(Option<TransferStream<AsyncRustlsStream>>);

impl Drop for StoreStream {
    fn drop(&mut self) {
        if let Some(stream) = &self.0 {
            let _already_ended = stream.get_ref().get_ref().set_zero_linger();
        }
    }
}

pub(super) async fn fetch(
    place: &LocalAddress,
    secure: bool,
    received: &mut FetchState,
    tempo: &mut Tempo,
) -> Result<(), Failure> {
    let parts = place.parts();
    let (name, folders) = parts.split_last().ok_or(Failure::NoName)?;
    let mut ftp = in_time(enter(place, secure, folders)).await?;
    let offset = received.bytes();
    in_time(async { Ok(ftp.resume_transfer(place_in(offset)).await?) }).await?;
    let mut data = match in_time(async { Ok(ftp.retr_as_stream(name).await) }).await? {
        Ok(data) => {
            received.resumed |= offset > 0;
            data
        }
        Err(FtpError::UnexpectedResponse(_)) if offset > 0 => {
            received.start_over();
            in_time(async { Ok(ftp.retr_as_stream(name).await?) }).await?
        }
        Err(error) => return Err(error.into()),
    };
    let mut buffer = vec![0; BUFFER];
    loop {
        let room = tempo.admit(BUFFER).unwrap_or(1);
        let size = in_time(async { Ok(data.read(&mut buffer[..room]).await?) }).await?;
        if size == 0 {
            break;
        }
        // Only a file that goes on is cut.
        tempo.admit(size)?;
        received.take(&buffer[..size]);
        tempo.passed(size).await;
    }
    in_time(async { Ok(data.finish().await?) }).await?;
    let _goodbye_is_a_courtesy = timeout(GOODBYE, ftp.quit()).await;
    Ok(())
}

pub(super) async fn put(
    place: &LocalAddress,
    secure: bool,
    pieces: u32,
    parcel: &Parcel,
    sent: &mut Sent,
    mut tempo: Tempo,
) -> Result<(), Failure> {
    let mut ftp = in_time(enter(place, secure, &place.parts())).await?;
    if sent.bytes > 0 {
        sent.bytes = in_time(async { Ok(arrived(&mut ftp, parcel, sent.bytes).await) }).await?;
    }
    in_time(async { Ok(ftp.resume_transfer(place_in(sent.bytes)).await?) }).await?;
    let data = match in_time(async { Ok(ftp.put_with_stream(&parcel.name).await) }).await? {
        Ok(data) => {
            sent.resumed |= sent.bytes > 0;
            data
        }
        Err(FtpError::UnexpectedResponse(_)) if sent.bytes > 0 => {
            sent.start_over();
            in_time(async { Ok(ftp.put_with_stream(&parcel.name).await?) }).await?
        }
        Err(error) => return Err(error.into()),
    };
    let mut data = Some(data);
    for piece in 1..=pieces.max(1) {
        let end = parcel.length() * u64::from(piece) / u64::from(pieces.max(1));
        if end <= sent.bytes && piece < pieces {
            continue;
        }
        let data = match data.take() {
            Some(data) => data,
            None => in_time(async { Ok(ftp.append_with_stream(&parcel.name).await?) }).await?,
        };
        store(data, parcel, end, sent, &mut tempo).await?;
    }
    let _goodbye_is_a_courtesy = timeout(GOODBYE, ftp.quit()).await;
    Ok(())
}

/// Sends what is missing up to this byte, over one data connection.
async fn store(
    data: TransferStream<AsyncRustlsStream>,
    parcel: &Parcel,
    end: u64,
    sent: &mut Sent,
    tempo: &mut Tempo,
) -> Result<(), Failure> {
    let mut storing = StoreStream(Some(data));
    let mut rest = parcel.rest(sent.bytes);
    rest.truncate(place_in(end.saturating_sub(sent.bytes)));
    while let (Some(data), false) = (&mut storing.0, rest.is_empty()) {
        let size = match tempo.admit(rest.len()) {
            Ok(size) => size,
            Err(cut) => {
                let _already_ended = data.flush().await;
                sleep(LAST_BYTES).await;
                return Err(cut);
            }
        };
        let piece = rest.split_to(size);
        in_time(async { Ok(data.write_all(&piece).await?) }).await?;
        sent.bytes += u64::try_from(size).unwrap_or(0);
        tempo.passed(size).await;
    }
    if let Some(data) = storing.0.take() {
        in_time(async { Ok(data.finish().await?) }).await?;
    }
    Ok(())
}

/// Connected, logged in, in binary mode and in the folder.
async fn enter(place: &LocalAddress, secure: bool, folders: &[String]) -> Result<AsyncRustlsFtpStream, Failure> {
    let stream = TcpStream::connect((place.host(), place.ftp_port())).await?;
    let peer = stream.peer_addr()?.ip();
    if !peer.to_canonical().is_loopback() {
        return Err(Failure::Elsewhere);
    }
    let mut ftp = AsyncRustlsFtpStream::connect_with_stream(stream).await?;
    if secure {
        let connector = TlsConnector::from(trust::anyone().map_err(Failure::Tls)?);
        ftp = ftp.into_secure(AsyncRustlsConnector::from(connector), place.host()).await?;
    }
    // Either way the data comes from the host that was asked, whatever address it names.
    ftp.set_mode(if peer.is_ipv6() { Mode::ExtendedPassive } else { Mode::Passive });
    ftp.set_passive_nat_workaround(true);
    let (user, password) = place.credentials();
    ftp.login(user, password).await?;
    ftp.transfer_type(FileType::Binary).await?;
    for folder in folders {
        ftp.cwd(folder).await?;
    }
    Ok(ftp)
}

/// How much of the file the server has; where it does not know SIZE, what has been sent.
async fn arrived(ftp: &mut AsyncRustlsFtpStream, parcel: &Parcel, sent: u64) -> u64 {
    match ftp.size(&parcel.name).await {
        Ok(size) => u64::try_from(size).ok().filter(|size| *size < parcel.length()).unwrap_or(0),
        Err(FtpError::UnexpectedResponse(response)) if response.status == Status::FileUnavailable => 0,
        Err(_) => sent,
    }
}

fn place_in(offset: u64) -> usize {
    usize::try_from(offset).unwrap_or(usize::MAX)
}

async fn in_time<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    timeout(STALL, work).await.unwrap_or(Err(Failure::Stalled))
}
