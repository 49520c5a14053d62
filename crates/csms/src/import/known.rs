//! The columns that files of chargers and of sites have, under the names that spreadsheets of many countries give them.

use super::columns::Column;

/// Identity, name, site and password of a charger.
pub(super) const CHARGER_COLUMNS: [Column; 4] = [
    Column { name: "identity", required: true, verbatim: false, aliases: IDENTITY },
    Column { name: "name", required: false, verbatim: false, aliases: NAME },
    Column { name: "site", required: true, verbatim: false, aliases: SITE },
    Column { name: "password", required: true, verbatim: true, aliases: PASSWORD },
];
/// Name, organisation and time zone of a site.
pub(super) const SITE_COLUMNS: [Column; 3] = [
    Column { name: "name", required: true, verbatim: false, aliases: SITE_NAME },
    Column { name: "organisation", required: true, verbatim: false, aliases: ORGANISATION },
    Column { name: "time_zone", required: false, verbatim: false, aliases: TIME_ZONE },
];

#[rustfmt::skip]
const IDENTITY: &[&str] = &[
    "id", "identifier", "charger", "chargerid", "chargeridentity", "chargepoint", "chargepointid", "chargepointidentity",
    "chargepointidentifier", "cp", "cpid", "chargebox", "chargeboxid", "chargeboxidentity", "cbid", "chargingstation",
    "chargingstationid", "chargingstationidentity", "station", "stationid", "ocppid", "ocppidentity", "ocppidentifier",
    // German
    "kennung", "identitat", "identitaet", "ladepunkt", "ladepunktid", "ladepunktkennung", "ladestation", "ladestationid",
    "ladestationkennung", "ladesaule", "ladesaeule", "ladesaulenid", "ladesaeulenid", "ladegerat", "wallbox", "wallboxid",
    // French
    "identifiant", "identite", "borne", "idborne", "identifiantborne", "bornederecharge", "pointdecharge",
    "pointderecharge", "idpointdecharge", "stationderecharge",
    // Spanish
    "identificador", "identidad", "puntodecarga", "puntoderecarga", "idpuntodecarga", "cargador", "idcargador", "estacion",
    "estaciondecarga",
    // Finnish
    "tunniste", "tunnus", "latauspiste", "latauspisteid", "latauspisteentunnus", "latausasema", "latausasemaid", "laturi",
    "laturinid",
    // Swedish
    "identitet", "laddpunkt", "laddpunktid", "laddstation", "laddstationid", "laddstolpe", "laddare", "laddbox",
    // Dutch
    "identiteit", "identificatie", "laadpunt", "laadpuntid", "laadpaal", "laadpaalid", "laadstation", "laadstationid",
    // Italian
    "identificativo", "identificatore", "identita", "puntodiricarica", "stazione", "stazionediricarica", "colonnina",
    "idcolonnina",
];

#[rustfmt::skip]
const NAME: &[&str] = &[
    "chargername", "chargepointname", "stationname", "chargingstationname", "displayname", "friendlyname", "label", "alias",
    // German
    "bezeichnung", "anzeigename", "ladepunktname", "ladestationsname",
    // French
    "nom", "libelle", "designation", "intitule",
    // Spanish
    "nombre", "denominacion", "etiqueta",
    // Finnish
    "nimi", "nimitys",
    // Swedish
    "namn", "benamning", "beteckning",
    // Dutch
    "naam", "benaming", "omschrijving",
    // Italian
    "nome", "denominazione", "etichetta",
];

#[rustfmt::skip]
const SITE: &[&str] = &[
    "sitename", "location", "locationname", "place", "placename",
    // German
    "standort", "standortname", "ort", "liegenschaft",
    // French
    "nomdusite", "emplacement", "lieu", "localisation",
    // Spanish
    "sitio", "emplazamiento", "ubicacion", "lugar", "sede",
    // Finnish
    "kohde", "sijainti", "paikka", "toimipaikka",
    // Swedish
    "plats", "anlaggning",
    // Dutch
    "locatie", "plaats", "vestiging",
    // Italian
    "sito", "luogo", "ubicazione",
];

#[rustfmt::skip]
const PASSWORD: &[&str] = &[
    "pass", "passwd", "pw", "pwd", "passphrase", "secret", "key", "authkey", "authorizationkey", "authorisationkey",
    "basicauth", "basicauthpassword", "basicauthkey", "httpbasicpassword", "ocpppassword", "chargerpassword",
    "chargepointpassword",
    // German
    "passwort", "kennwort", "ocpppasswort", "schlussel", "schluessel",
    // French
    "motdepasse", "mdp", "cle",
    // Spanish
    "contrasena", "clave",
    // Finnish
    "salasana", "avain",
    // Swedish
    "losenord", "nyckel",
    // Dutch
    "wachtwoord", "sleutel",
    // Italian
    "paroladordine", "parolachiave", "chiave",
];

/// A site's own name is also what files of chargers call the site.
#[rustfmt::skip]
const SITE_NAME: &[&str] = &[
    "site", "sitename", "location", "locationname", "place", "placename",
    // German
    "bezeichnung", "standort", "standortname", "ort", "liegenschaft",
    // French
    "nom", "nomdusite", "emplacement", "lieu", "localisation",
    // Spanish
    "nombre", "sitio", "emplazamiento", "ubicacion", "lugar", "sede",
    // Finnish
    "nimi", "kohde", "sijainti", "paikka", "toimipaikka",
    // Swedish
    "namn", "plats", "anlaggning",
    // Dutch
    "naam", "locatie", "plaats", "vestiging",
    // Italian
    "nome", "sito", "luogo", "ubicazione",
];

#[rustfmt::skip]
const ORGANISATION: &[&str] = &[
    "organization", "org", "organisationname", "organizationname", "company", "companyname", "customer", "customername",
    "operator", "operatorname", "owner", "tenant", "cpo",
    // German
    "firma", "unternehmen", "betreiber", "mandant", "kunde",
    // French
    "societe", "entreprise", "exploitant", "client",
    // Spanish
    "organizacion", "empresa", "operador", "cliente",
    // Finnish
    "organisaatio", "yritys", "asiakas", "operaattori",
    // Swedish
    "foretag", "kund", "operatorsnamn",
    // Dutch
    "organisatie", "bedrijf", "klant", "exploitantnaam",
    // Italian
    "organizzazione", "azienda", "societa", "operatore",
];

#[rustfmt::skip]
const TIME_ZONE: &[&str] = &[
    "tz", "zone", "timezonename", "timezoneid", "ianatimezone", "ianazone", "olsonzone",
    // German
    "zeitzone",
    // French
    "fuseauhoraire", "fuseau",
    // Spanish
    "zonahoraria", "husohorario",
    // Finnish
    "aikavyohyke",
    // Swedish
    "tidszon",
    // Dutch
    "tijdzone",
    // Italian
    "fusoorario",
];

#[cfg(test)]
mod tests {
    use super::super::plain::plain;
    use super::*;
    use std::collections::HashSet;

    /// A name that `plain` changes would never be found, and one in two columns would be refused.
    #[test]
    fn the_names_are_plain_and_each_means_one_column() {
        for columns in [CHARGER_COLUMNS.as_slice(), &SITE_COLUMNS] {
            let mut seen = HashSet::new();
            for column in columns {
                for name in column.aliases.iter().copied().chain([column.name.replace('_', "").as_str()]) {
                    assert_eq!(plain(name), name);
                    assert!(seen.insert(name.to_owned()), "{name} comes twice");
                }
            }
        }
    }
}
