//! The names of 2.x variables as one text: `Component.Variable`, with instances, EVSE, connector and attribute where they have them.

use ocpp::{Secret, v201};
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};
use std::fmt;

/// What separates the parts of a name is spelled with a percent sign inside of them.
const RESERVED: &AsciiSet = &CONTROLS.add(b'.').add(b'@').add(b':').add(b'[').add(b']').add(b'/').add(b'%').add(b' ');

/// One variable's attribute: `Connector[a]@1:2.Available[b]/Target`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub component: v201::ComponentType,
    pub variable: v201::VariableType,
    /// None: Actual.
    pub attribute: Option<String>,
}

impl Name {
    pub(crate) fn new(
        component: v201::ComponentType,
        variable: v201::VariableType,
        attribute: Option<v201::AttributeEnumType>,
    ) -> Name {
        let attribute = attribute.map(|word| word.as_str().to_owned()).filter(|word| word != "Actual");
        Name { component, variable, attribute }
    }

    pub(crate) fn parse(text: &str) -> Option<Name> {
        let (component, variable) = text.split_once('.')?;
        let (variable, attribute) = match variable.split_once('/') {
            Some((variable, attribute)) => (variable, Some(decode(attribute)?)),
            None => (variable, None),
        };
        let (component, evse) = match component.split_once('@') {
            Some((component, place)) => {
                let (evse, connector) = match place.split_once(':') {
                    Some((evse, connector)) => (evse, Some(connector.parse().ok()?)),
                    None => (place, None),
                };
                (component, Some(v201::EVSEType { id: evse.parse().ok()?, connector_id: connector }))
            }
            None => (component, None),
        };
        let (component, component_instance) = with_instance(component)?;
        let (variable, variable_instance) = with_instance(variable)?;
        Some(Name {
            component: v201::ComponentType { name: component, instance: component_instance, evse },
            variable: v201::VariableType { name: variable, instance: variable_instance },
            attribute,
        })
    }

    pub(crate) fn to_set(&self, value: Secret) -> v201::SetVariableDataType {
        v201::SetVariableDataType {
            attribute_type: self.attribute.clone().map(Into::into),
            attribute_value: value,
            component: self.component.clone(),
            variable: self.variable.clone(),
        }
    }
}

fn with_instance(text: &str) -> Option<(String, Option<String>)> {
    let (name, instance) = match text.strip_suffix(']').and_then(|text| text.split_once('[')) {
        Some((name, instance)) => (name, Some(decode(instance)?)),
        None => (text, None),
    };
    let name = decode(name)?;
    (!name.is_empty()).then_some((name, instance))
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(|text| text.into_owned())
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let part = |text: &str| utf8_percent_encode(text, RESERVED).to_string();
        let instance = |instance: &Option<String>| instance.as_deref().map(|text| format!("[{}]", part(text)));
        write!(f, "{}{}", part(&self.component.name), instance(&self.component.instance).unwrap_or_default())?;
        if let Some(evse) = &self.component.evse {
            write!(f, "@{}", evse.id)?;
            if let Some(connector) = evse.connector_id {
                write!(f, ":{connector}")?;
            }
        }
        write!(f, ".{}{}", part(&self.variable.name), instance(&self.variable.instance).unwrap_or_default())?;
        match &self.attribute {
            Some(attribute) => write!(f, "/{}", part(attribute)),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_reads_back_as_it_was_written() {
        let check = |text: &str| assert_eq!(Name::parse(text).unwrap().to_string(), text);
        check("OCPPCommCtrlr.HeartbeatInterval");
        check("Connector@1:2.AvailabilityState");
        check("EVSE@1.Power/MaxSet");
        check("SampledDataCtrlr[a%2Eb].TxUpdatedMeasurands[x]/Target");
        for odd in ["", "Component", ".x", "x.", "C@a.V", "C@1:b.V"] {
            assert_eq!(Name::parse(odd), None, "{odd}");
        }
        let component = v201::ComponentType { name: "a.b@c".to_owned(), instance: Some("d/e".to_owned()), evse: None };
        let name = Name::new(component, v201::VariableType { name: "f:g".to_owned(), instance: None }, None);
        assert_eq!(Name::parse(&name.to_string()), Some(name));
    }
}
