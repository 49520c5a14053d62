//! Names of columns without what people write differently: letter case, accents, blanks, and what stands in brackets.

/// `Charge point ID`, `charge_point_id` and `ChargePointId` are one; so are `Identité` and `identite`, and `Password (optional)` is
/// the password. What stands in brackets alone is taken as if it stood without.
pub(super) fn plain(cell: &str) -> String {
    let outside = letters(&without_brackets(cell));
    if outside.is_empty() { letters(cell) } else { outside }
}

fn letters(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars().flat_map(char::to_lowercase).filter(|character| character.is_alphanumeric()) {
        match without_accent(character) {
            Some(letters) => plain.push_str(letters),
            None => plain.push(character),
        }
    }
    plain
}

fn without_brackets(cell: &str) -> String {
    let mut depth = 0_usize;
    let mut outside = String::with_capacity(cell.len());
    for character in cell.chars() {
        match character {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ if depth == 0 => outside.push(character),
            _ => {}
        }
    }
    outside
}

/// The plain letters that a small letter with an accent stands for. An accent that comes as a character of its own is no letter.
fn without_accent(character: char) -> Option<&'static str> {
    Some(match character {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'ā' | 'ą' => "a",
        'æ' => "ae",
        'ç' | 'ć' | 'č' => "c",
        'ď' | 'đ' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ę' | 'ě' => "e",
        'ì' | 'í' | 'î' | 'ï' | 'ī' => "i",
        'ł' => "l",
        'ñ' | 'ń' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'ő' => "o",
        'œ' => "oe",
        'ř' => "r",
        'ß' => "ss",
        'ś' | 'š' => "s",
        'ť' => "t",
        'ù' | 'ú' | 'û' | 'ü' | 'ů' | 'ű' | 'ū' => "u",
        'ý' | 'ÿ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_differently_is_one() {
        for (cell, expected) in [
            ("Charge point ID", "chargepointid"),
            ("charge_point_id *", "chargepointid"),
            ("Password (optional)", "password"),
            ("Name [text] {120}", "name"),
            ("(identity)", "identity"),
            ("Site (", "site"),
            (") Site", "site"),
            ("Identité", "identite"),
            ("Identite\u{301}", "identite"),
            ("IDENTITÄT", "identitat"),
            ("Contraseña", "contrasena"),
            ("Aikavyöhyke", "aikavyohyke"),
            ("Mot de passe", "motdepasse"),
            ("Parola d'ordine", "paroladordine"),
            ("Schlüssel", "schlussel"),
            ("", ""),
            (" - ", ""),
        ] {
            assert_eq!(plain(cell), expected, "{cell}");
        }
    }
}
