//! A request that is refused: its status, why, and who it seems to come from.

/// Who a request that is refused seems to come from, as far as its address can be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Name {
    /// It called the chargers' room under this identity.
    Called(String),
    /// It called another address whose last part may be an identity. Whoever looks for holes does that too.
    Elsewhere(String),
    /// It speaks TLS, so that nothing can be read.
    Sealed,
    /// It asks for a charger's socket and says nowhere whose.
    Unsaid,
    #[default]
    None,
}

/// A status and why.
pub(super) type Refusal = (u16, &'static str);

/// Refuses with a status.
pub(super) fn refuse<T>(status: u16, reason: &'static str) -> Result<T, Refusal> {
    Err((status, reason))
}
