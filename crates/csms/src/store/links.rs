//! One-time addresses: each for one command of one charger.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::FileProtocol;
use sqlx::FromRow;

/// A link as the host uses it.
#[derive(Clone, Debug)]
pub struct LinkRecord {
    pub command: String,
    pub charger: String,
    pub protocol: FileProtocol,
    /// The image to fetch; none: the charger puts a file here.
    pub firmware: Option<String>,
    pub name: String,
    pub expires_at: i64,
}

pub struct New {
    pub link: LinkRecord,
    /// What its token, or its user and password, are recognised by.
    pub tag: String,
    /// What its user alone is recognised by, over FTP.
    pub login: Option<String>,
}

#[derive(FromRow)]
struct LinkRow {
    command: String,
    charger: String,
    protocol: String,
    firmware: Option<String>,
    name: String,
    expires_at: i64,
}

pub async fn insert(tx: &mut Tx, new: &New) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO links (command, charger, protocol, tag, login, firmware, name, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(&new.link.command)
    .bind(&new.link.charger)
    .bind(new.link.protocol.as_str())
    .bind(&new.tag)
    .bind(&new.login)
    .bind(&new.link.firmware)
    .bind(&new.link.name)
    .bind(new.link.expires_at)
    .execute(tx.connection())
    .await?;
    Ok(())
}

impl LinkRow {
    fn link(self) -> Result<LinkRecord, Failure> {
        let protocol = FileProtocol::parse(&self.protocol)
            .ok_or_else(|| Failure::Stored(format!("file protocol {}", self.protocol)))?;
        let LinkRow { command, charger, protocol: _, firmware, name, expires_at } = self;
        Ok(LinkRecord { command, charger, protocol, firmware, name, expires_at })
    }
}

pub async fn by_tag(reading: &mut Reading, tag: &str) -> Result<Option<LinkRecord>, Failure> {
    let now = reading.now();
    let row: Option<LinkRow> = sqlx::query_as(
        "SELECT command, charger, protocol, firmware, name, expires_at FROM links WHERE tag = $1 AND expires_at > $2
           AND NOT EXISTS (SELECT 1 FROM chargers c WHERE c.id = links.charger AND c.blocked_at IS NOT NULL)",
    )
    .bind(tag)
    .bind(now)
    .fetch_optional(reading.connection())
    .await?;
    row.map(LinkRow::link).transpose()
}

/// The link that this user belongs to, whatever the password.
pub async fn by_login(reading: &mut Reading, login: &str) -> Result<Option<LinkRecord>, Failure> {
    let now = reading.now();
    let row: Option<LinkRow> = sqlx::query_as(
        "SELECT command, charger, protocol, firmware, name, expires_at FROM links WHERE login = $1 AND expires_at > $2
           AND NOT EXISTS (SELECT 1 FROM chargers c WHERE c.id = links.charger AND c.blocked_at IS NOT NULL)
         ORDER BY rowid DESC LIMIT 1",
    )
    .bind(login)
    .bind(now)
    .fetch_optional(reading.connection())
    .await?;
    row.map(LinkRow::link).transpose()
}

pub async fn delete_expired(tx: &mut Tx) -> Result<(), Failure> {
    let now = tx.now();
    sqlx::query("DELETE FROM links WHERE expires_at <= $1").bind(now).execute(tx.connection()).await?;
    Ok(())
}
