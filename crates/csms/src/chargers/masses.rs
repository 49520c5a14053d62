//! What many chargers say at once, as after a power cut: that they booted, and how their plugs are. Each is taken in as it would be by
//! itself, together with the others, unless something more of it is to be looked at.

use super::intake::{self, Manner};
use crate::failure::Failure;
use crate::register::{Register, evidence};
use crate::store::chargers::{self, Boot};
use crate::store::{Job, SeqSlot, Tx};
use dialect::{Reply, Said};
use model::Connector;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a charger said, all of one kind.
#[derive(Clone)]
pub enum Mass {
    /// A boot: what it says of itself, and whether it was asked to boot.
    Boot(Boot, bool),
    Plugs(Vec<Connector>),
}

/// A boot, or statuses of plugs, with what it was in full.
type Boots = (Boot, bool, (Said, SeqSlot), Manner);
type Plugs = (Vec<Connector>, Vec<(Said, SeqSlot)>, Manner);

/// What was said, where it is of one of these kinds.
pub fn of(said: &[(Said, SeqSlot)]) -> Option<Mass> {
    if let [(Said::Booted { vendor, model, serial, firmware, reason: _, asked }, _)] = said {
        let (vendor, model) = (vendor.clone(), model.clone());
        let boot = Boot { vendor, model, serial: serial.clone(), firmware: firmware.clone() };
        return Some(Mass::Boot(boot, *asked));
    }
    let plugs = said.iter().map(|(said, _)| match said {
        Said::Connector(connector) => Some(connector.clone()),
        _something_else => None,
    });
    plugs.collect::<Option<Vec<_>>>().filter(|plugs| !plugs.is_empty()).map(Mass::Plugs)
}

/// The replies, in the order of what was said.
pub async fn take_in(
    register: &Register,
    charger: &Arc<str>,
    mass: Mass,
    said: Vec<(Said, SeqSlot)>,
    manner: Manner,
) -> Result<Vec<Reply>, Failure> {
    match mass {
        Mass::Boot(boot, asked) => {
            let Some(said) = said.into_iter().next() else { return Ok(Vec::new()) };
            let reply = register.store().together(boots, charger.clone(), (boot, asked, said, manner)).await?;
            Ok(vec![reply])
        }
        Mass::Plugs(connectors) => register.store().together(plugs, charger.clone(), (connectors, said, manner)).await,
    }
}

/// The database takes text from a list only up to such a character.
fn has_nul(texts: &[&Option<String>]) -> bool {
    texts.iter().any(|text| text.as_ref().is_some_and(|text| text.contains('\0')))
}

fn boots(tx: &mut Tx, boots: Vec<(Arc<str>, Boots)>) -> Job<'_, Vec<Reply>> {
    Box::pin(async move {
        let ids: Vec<&str> = boots.iter().map(|(charger, _)| &**charger).collect();
        let concerned = evidence::concerned_by_line(tx, &ids).await?;
        let known = chargers::booting(tx, &ids).await?;
        let (mut quiet, mut replies) = (Vec::new(), Vec::with_capacity(boots.len()));
        for (charger, (boot, asked, (said, frame), manner)) in boots {
            let odd = has_nul(&[&boot.vendor, &boot.model, &boot.serial, &boot.firmware]);
            match known.get(&*charger).filter(|known| !known.is_another && !odd && !concerned.contains(&*charger)) {
                Some(known) => {
                    replies.push(manner.boot(known.admission, tx.now()));
                    quiet.push((charger, boot, asked));
                }
                None => replies.push(intake::store(tx, &charger, said, frame.get(), &manner).await?),
            }
        }
        chargers::set_booted_many(tx, &quiet, &known).await?;
        Ok(replies)
    })
}

fn plugs(tx: &mut Tx, told: Vec<(Arc<str>, Plugs)>) -> Job<'_, Vec<Vec<Reply>>> {
    Box::pin(async move {
        let ids: Vec<&str> = told.iter().map(|(charger, _)| &**charger).collect();
        let mut singly: HashSet<String> = chargers::with_many_connectors(tx, &ids).await?;
        // On 1.6 no command is about a plug.
        let of_evses = told.iter().filter(|(_, (plugs, ..))| plugs.iter().any(|plug| plug.evse > 0));
        let of_evses: Vec<&str> = of_evses.map(|(charger, _)| &**charger).collect();
        if !of_evses.is_empty() {
            singly.extend(evidence::concerned_by_line(tx, &of_evses).await?);
        }
        for (charger, (plugs, ..)) in &told {
            if plugs.iter().any(|plug| has_nul(&[&Some(plug.status.clone()), &plug.error, &plug.info])) {
                singly.insert(charger.to_string());
            }
        }
        let quiet: Vec<(&Arc<str>, &Connector)> = told
            .iter()
            .filter(|(charger, _)| !singly.contains(&**charger))
            .flat_map(|(charger, (plugs, ..))| plugs.iter().map(move |plug| (charger, plug)))
            .collect();
        chargers::set_connectors(tx, &quiet).await?;
        let mut replies: HashMap<Arc<str>, Vec<Reply>> = HashMap::new();
        for (charger, (_, said, manner)) in told.iter().filter(|(charger, _)| singly.contains(&**charger)) {
            let mut own = Vec::with_capacity(said.len());
            for (said, frame) in said {
                own.push(intake::store(tx, charger, said.clone(), frame.get(), manner).await?);
            }
            replies.insert(charger.clone(), own);
        }
        let taken = |(charger, (plugs, ..)): (Arc<str>, Plugs)| {
            replies.remove(&charger).unwrap_or_else(|| plugs.iter().map(|_| Reply::Taken).collect())
        };
        Ok(told.into_iter().map(taken).collect())
    })
}

#[cfg(test)]
mod tests;
