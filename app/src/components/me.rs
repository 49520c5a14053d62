//! Who is signed in, for the parts of pages that need to know.

use crate::calls::people::signed_in;
use crate::calls::reply::Reply;
use leptos::prelude::*;
use model::SignedIn;

#[derive(Clone, Copy)]
pub struct Me(Resource<Result<Reply<SignedIn>, ServerFnError>>);

impl Me {
    pub fn provide() -> Self {
        let me = Self(Resource::new(|| (), |()| signed_in()));
        provide_context(me);
        me
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// Asks again.
    pub fn refetch(self) {
        self.0.refetch();
    }

    pub async fn read(self) -> Option<SignedIn> {
        match self.0.await {
            Ok(Reply::Here(signed_in)) => Some(signed_in),
            Ok(Reply::NotFound | Reply::SignedOut) | Err(_) => None,
        }
    }
}
