//! How the CALLs of chargers are told apart by their action, in the same way for every version.

/// Makes a version's enum and its reader, so that a message is named once.
macro_rules! incoming {
    ($not_served:ident; $($name:ident($request:ident)),+ $(,)?) => {
        /// A message from a charger, read; it serialises to its payload.
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        #[serde(untagged)]
        pub enum Incoming {
            $($name($request),)+
        }

        impl Incoming {
            /// Every action that is read.
            pub const ACTIONS: &'static [&'static str] = &[$(<$request as $crate::Request>::ACTION),+];

            /// Reads the payload of a CALL, or says with which CALLERROR to answer.
            ///
            /// What was odd about it and does not decide is left out and noted.
            pub fn read(
                action: &str,
                payload: serde_json::Value,
                oddities: &mut $crate::Oddities,
            ) -> Result<Incoming, $crate::CallError> {
                match action {
                    $(<$request as $crate::Request>::ACTION => {
                        $crate::lenient::read_call(payload, oddities).map(Incoming::$name)
                    })+
                    _ if $not_served.contains(&action) => Err($crate::CallError::new(
                        $crate::ErrorCode::NotSupported,
                        "this action is not supported here",
                    )),
                    _ => Err($crate::CallError::new(
                        $crate::ErrorCode::NotImplemented,
                        "this action is not known here",
                    )),
                }
            }

            /// The name of the action.
            pub fn action(&self) -> &'static str {
                match self {
                    $(Incoming::$name(_) => <$request as $crate::Request>::ACTION,)+
                }
            }
        }
    };
}

pub(crate) use incoming;
