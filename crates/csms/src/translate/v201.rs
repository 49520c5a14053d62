//! OCPP 2.0.1 and 2.1: the wire's messages into what they mean.

pub mod plain;
