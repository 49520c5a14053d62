//! RETR and STOR, in passive mode.

use ocpp_charge_point::hardware::TransferProgress;
use suppaftp::tokio::AsyncFtpStream;
use suppaftp::types::FileType;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::address::Address;
use super::{FirmwareSink, TransferError};

const PIECE: usize = 16 * 1024;

pub(super) async fn fetch(address: &Address, arriving: &mut FirmwareSink<'_>) -> Result<(), TransferError> {
    let (folders, name) = address.folders_and_name()?;
    let mut ftp = enter(address, &folders).await?;
    arriving.total = ftp.size(&name).await.ok().map(|size| size as u64);
    let mut data = ftp.retr_as_stream(&name).await?;
    let mut piece = vec![0; PIECE];
    loop {
        match data.read(&mut piece).await? {
            0 => break,
            size => arriving.take(&piece[..size]).await?,
        }
    }
    data.finish().await?;
    Ok(ftp.quit().await?)
}

pub(super) async fn put(
    address: &Address,
    content: &[u8],
    progress: &TransferProgress<'_>,
) -> Result<(), TransferError> {
    let (folders, name) = address.folders_and_name()?;
    let mut ftp = enter(address, &folders).await?;
    let mut data = ftp.put_with_stream(&name).await?;
    let (mut bytes, total) = (0, content.len() as u64);
    for piece in content.chunks(PIECE) {
        data.write_all(piece).await?;
        bytes += piece.len() as u64;
        progress.report(bytes, Some(total));
    }
    data.finish().await?;
    Ok(ftp.quit().await?)
}

/// Logged in, in binary mode and in the folder.
async fn enter(address: &Address, folders: &[String]) -> Result<AsyncFtpStream, TransferError> {
    let mut ftp = AsyncFtpStream::connect((address.host()?, address.port())).await?;
    ftp.set_passive_nat_workaround(true);
    let (user, password) = address.user_and_password();
    ftp.login(user, password).await?;
    ftp.transfer_type(FileType::Binary).await?;
    for folder in folders {
        ftp.cwd(folder).await?;
    }
    Ok(ftp)
}
