//! Files on their way in: whose they are, and whether their sender has set them down.

use crate::failure::Failure;
use crate::store::tx::{Reading, Tx};
use model::FileProtocol;
use sqlx::FromRow;

/// A file that is not an archive yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its name among what is not whole.
    pub file: String,
    pub command: String,
    /// What the charger calls it.
    pub name: String,
    pub protocol: FileProtocol,
    /// Its sender ended it well, and may go on with it.
    pub set_down: bool,
    /// Row id of the archive that it went on from.
    pub replaces: Option<String>,
}

#[derive(FromRow)]
struct PieceRow {
    file: String,
    command: String,
    name: String,
    protocol: String,
    set_down: bool,
    replaces: Option<String>,
}

impl PieceRow {
    fn piece(self) -> Result<Piece, Failure> {
        let protocol = FileProtocol::parse(&self.protocol)
            .ok_or_else(|| Failure::Stored(format!("file protocol {}", self.protocol)))?;
        let PieceRow { file, command, name, protocol: _, set_down, replaces } = self;
        Ok(Piece { file, command, name, protocol, set_down, replaces })
    }
}

/// Those of a command, in the order in which they were begun.
pub async fn of_command(reading: &mut Reading, command: &str) -> Result<Vec<Piece>, Failure> {
    let sql = "SELECT file, command, name, protocol, set_down, replaces FROM pieces WHERE command = $1 ORDER BY rowid";
    let rows: Vec<PieceRow> = sqlx::query_as(sql).bind(command).fetch_all(reading.connection()).await?;
    rows.into_iter().map(PieceRow::piece).collect()
}

pub async fn put(tx: &mut Tx, piece: &Piece) -> Result<(), Failure> {
    sqlx::query(
        "INSERT INTO pieces (file, command, name, protocol, set_down, replaces) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (file) DO UPDATE SET name = excluded.name, protocol = excluded.protocol, set_down = excluded.set_down,
         replaces = excluded.replaces",
    )
    .bind(&piece.file)
    .bind(&piece.command)
    .bind(&piece.name)
    .bind(piece.protocol.as_str())
    .bind(piece.set_down)
    .bind(&piece.replaces)
    .execute(tx.connection())
    .await?;
    Ok(())
}

pub async fn remove(tx: &mut Tx, file: &str) -> Result<(), Failure> {
    sqlx::query("DELETE FROM pieces WHERE file = $1").bind(file).execute(tx.connection()).await?;
    Ok(())
}

/// The commands that have something set down, of all chargers or of one.
pub async fn set_down(reading: &mut Reading, charger: Option<&str>) -> Result<Vec<String>, Failure> {
    let sql = "SELECT DISTINCT p.command FROM pieces p JOIN commands m ON m.id = p.command
               WHERE p.set_down AND ($1 IS NULL OR m.charger = $1)";
    Ok(sqlx::query_scalar(sql).bind(charger).fetch_all(reading.connection()).await?)
}
