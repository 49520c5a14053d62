//! What becomes of a request that puts a file.

use super::source::BodyFault;
use csms::{FileIntake, NotTaken, SetDown};
use model::TurnedAway;

/// What became of a request that puts a file.
pub enum Put {
    Whole,
    /// The file has no bytes.
    Empty,
    /// More is to come.
    Piece {
        have: u64,
    },
}

impl From<SetDown> for Put {
    fn from(file: SetDown) -> Self {
        if file.bytes == 0 { Put::Empty } else { Put::Whole }
    }
}

/// Why nothing came of it.
pub enum Unput {
    /// The host does not take it, and has said so on the timeline.
    NotTaken(NotTaken),
    /// It was turned away before a file began.
    Away(TurnedAway),
}

impl From<NotTaken> for Unput {
    fn from(why: NotTaken) -> Self {
        // Nothing has begun, and the host says nothing of it.
        if why == NotTaken::Busy { Unput::Away(TurnedAway::Busy) } else { Unput::NotTaken(why) }
    }
}

pub async fn write(receiving: &mut FileIntake, block: &[u8]) -> Result<(), Unput> {
    receiving.write(block).await.map_err(Unput::NotTaken)
}

/// It ended before its end; dropped, the file is marked as broken off.
pub fn broken(receiving: &mut FileIntake, ended: BodyFault) -> Unput {
    if let Some(words) = ended.words() {
        receiving.will_end_with(words);
    }
    Unput::NotTaken(NotTaken::CutOff { bytes: receiving.bytes() })
}

pub fn before_a_file(ended: BodyFault) -> Unput {
    Unput::Away(match ended {
        BodyFault::Damaged => TurnedAway::PackedBadly,
        BodyFault::Broken | BodyFault::Silent | BodyFault::Slow => TurnedAway::BrokeOff,
    })
}
