//! GET and PUT.

use reqwest::Client;
use reqwest::header::CONTENT_TYPE;

use super::address::Address;
use super::{FirmwareSink, TransferError};

pub(super) async fn fetch(
    web: &Client,
    address: &Address,
    arriving: &mut FirmwareSink<'_>,
) -> Result<(), TransferError> {
    let mut answer = web.get(address.url().clone()).send().await?.error_for_status()?;
    arriving.total = answer.content_length();
    while let Some(piece) = answer.chunk().await? {
        arriving.take(&piece).await?;
    }
    Ok(())
}

pub(super) async fn put(web: &Client, address: &Address, content: Vec<u8>) -> Result<(), TransferError> {
    let request = web.put(address.url().clone()).header(CONTENT_TYPE, "text/plain");
    request.body(content).send().await?.error_for_status()?;
    Ok(())
}
