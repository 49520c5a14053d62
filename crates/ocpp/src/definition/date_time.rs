//! Whether a text is a point in time as RFC 3339 writes it, `2026-01-01T08:30:00.5+01:00`.

/// Most days of each month; February has them in leap years.
const DAYS: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

pub(super) fn is_date_time(text: &str) -> bool {
    read(text).is_some()
}

fn read(text: &str) -> Option<()> {
    let (date, time) = text.split_at_checked(10)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = DAYS.get(month.checked_sub(1)? as usize)?;
    let most = if month == 2 && !leap { days - 1 } else { *days };
    let time = time.strip_prefix(['T', 't', ' '])?;
    let (clock, rest) = time.split_at_checked(8)?;
    let [hour, minute, second] = numbers(clock, ':', [2, 2, 2])?;
    let offset = match rest.strip_prefix('.') {
        Some(fraction) => {
            let offset = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
            (offset.len() < fraction.len()).then_some(offset)?
        }
        None => rest,
    };
    // 60 is a leap second.
    let fits = (1..=most).contains(&day) && hour < 24 && minute < 60 && second <= 60 && is_offset(offset);
    fits.then_some(())
}

fn is_offset(offset: &str) -> bool {
    match offset {
        "Z" | "z" => true,
        _ => {
            let clock = offset.strip_prefix(['+', '-']).and_then(|clock| numbers(clock, ':', [2, 2]));
            clock.is_some_and(|[hour, minute]| hour < 24 && minute < 60)
        }
    }
}

/// Numbers of exactly so many digits each.
fn numbers<const N: usize>(text: &str, between: char, digits: [usize; N]) -> Option<[u32; N]> {
    let mut found = [0; N];
    let mut parts = text.split(between);
    for (number, digits) in found.iter_mut().zip(digits) {
        let part = parts.next()?;
        let is_plain = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        *number = is_plain.then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(found)
}
