//! How directions and shapes of frames are spelt in a part.

use crate::failure::Failure;
use model::{Direction, FrameShape};

pub fn direction_text(direction: Direction) -> &'static str {
    match direction {
        Direction::FromCharger => "from",
        Direction::ToCharger => "to",
    }
}

pub fn shape_text(shape: FrameShape) -> &'static str {
    match shape {
        FrameShape::Call => "call",
        FrameShape::Result => "result",
        FrameShape::Error => "error",
        FrameShape::Odd => "odd",
        FrameShape::NoAnswer => "no-answer",
    }
}

pub fn parse_shape(text: &str) -> Result<FrameShape, Failure> {
    [FrameShape::Call, FrameShape::Result, FrameShape::Error, FrameShape::Odd, FrameShape::NoAnswer]
        .into_iter()
        .find(|shape| shape_text(*shape) == text)
        .ok_or_else(|| Failure::Stored(format!("frame shape {text}")))
}
