//! As much of OCPP's frames as either end of a benchmark needs: what kind it is, its id, and of a CALL its name.

/// A frame's beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    Call { id: &'a str, name: &'a str },
    Result { id: &'a str },
    Error { id: &'a str },
}

/// Reads no further than it must: ids and names with escapes are none that anybody sends here.
pub fn read(text: &str) -> Option<Frame<'_>> {
    let rest = text.trim_start().strip_prefix('[')?.trim_start();
    let (kind, rest) = rest.split_once(',')?;
    let (id, rest) = quoted(rest)?;
    match kind.trim_end() {
        "2" => {
            let (name, _) = quoted(rest.trim_start().strip_prefix(',')?)?;
            Some(Frame::Call { id, name })
        }
        "3" => Some(Frame::Result { id }),
        "4" => Some(Frame::Error { id }),
        _ => None,
    }
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    text.trim_start().strip_prefix('"')?.split_once('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beginnings_are_read() {
        let check = |text: &str, expected: Option<Frame<'_>>| assert_eq!(read(text), expected, "{text}");
        check(r#"[2,"7","Reset",{"type":"Soft"}]"#, Some(Frame::Call { id: "7", name: "Reset" }));
        check(r#" [ 2 , "7" , "Reset" , {}]"#, Some(Frame::Call { id: "7", name: "Reset" }));
        check(r#"[3,"8",{}]"#, Some(Frame::Result { id: "8" }));
        check(r#"[4,"9","GenericError","",{}]"#, Some(Frame::Error { id: "9" }));
        check(r#"[5,"9"]"#, None);
        check("[2,7]", None);
        check("{}", None);
    }
}
