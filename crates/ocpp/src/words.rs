//! The protocol's vocabularies as enums: closed ones for what this side says, open ones for what chargers say.
//!
//! A word that is no name in Rust, such as `eMAID`, is written as `EMaid = "eMAID"`.

/// The text of a word: its name, unless another is given.
macro_rules! word_text {
    ($word:ident) => {
        stringify!($word)
    };
    ($word:ident $text:literal) => {
        $text
    };
}

/// An enum of exactly the specification's words, for what is sent, and for what must be understood to be taken in.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($word:ident $(= $text:literal)?),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($word,)+
        }

        impl $name {
            /// Every word there is, in the specification's order.
            pub const ALL: &[$name] = &[$($name::$word),+];

            /// The word on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    $($name::$word => $crate::words::word_text!($word $($text)?),)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let word = String::deserialize(deserializer)?;
                let meant = $name::ALL.iter().find(|known| $crate::words::is_same(known.as_str(), &word));
                meant.copied().ok_or_else(|| serde::de::Error::unknown_variant("", &[]))
            }
        }
    };
}

/// An enum of the specification's words and whatever else a charger says; see [`is_same`].
macro_rules! open_words {
    ($(#[$meta:meta])* $name:ident { $($word:ident $(= $text:literal)?),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub enum $name {
            $($word,)+
            /// A word outside the specification, as the charger wrote it.
            Other(String),
        }

        impl $name {
            /// Every word of the specification.
            pub const KNOWN: &[$name] = &[$($name::$word),+];

            /// The word on the wire.
            pub fn as_str(&self) -> &str {
                match self {
                    $($name::$word => $crate::words::word_text!($word $($text)?),)+
                    $name::Other(word) => word,
                }
            }
        }

        impl From<String> for $name {
            fn from(word: String) -> Self {
                $(if $crate::words::is_same($crate::words::word_text!($word $($text)?), &word) {
                    return $name::$word;
                })+
                $name::Other(word)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer).map($name::from)
            }
        }
    };
}

/// Whether a charger means a word of the specification: letter case, blanks and separators make no other word.
pub(crate) fn is_same(known: &str, written: &str) -> bool {
    let plain = |char: &char| !matches!(char, ' ' | '_' | '-');
    let mut known = known.chars().filter(plain);
    let mut written = written.trim().chars().filter(plain);
    loop {
        match (known.next(), written.next()) {
            (None, None) => return true,
            (Some(one), Some(other)) if one.eq_ignore_ascii_case(&other) => {}
            _differ => return false,
        }
    }
}

pub(crate) use {open_words, word_text, words};
