use super::columns::Column;
use super::*;
use proptest::prelude::*;

#[test]
fn chargers_are_read_with_their_lines() {
    let csv = "\u{feff}identity,name,site,password\r\n\
               CP-1,\"North,\r\nleft\",Site A,\r\n\
               \r\n\
               CP-2,,Site B, pass:\"word\r\n\
               \"CP-3\",\"say \"\"hi\"\"\",\"Site C\",x\r\n";
    let refused = read_chargers(csv.as_bytes()).unwrap_err();
    assert_eq!((refused.line, refused.why.contains("printed")), (2, true), "{refused:?}");
    let (rows, understood) = read_chargers(csv.replace("North,\r\nleft", "North, left").as_bytes()).unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| {
            (row.line, &*row.identity, row.name.as_deref(), &*row.site, row.password.as_ref().map(|p| p.expose()))
        })
        .collect();
    assert_eq!(
        told,
        [
            (2, "CP-1", Some("North, left"), "Site A", None),
            (4, "CP-2", None, "Site B", Some(" pass:\"word")),
            (5, "CP-3", Some("say \"hi\""), "Site C", Some("x")),
        ]
    );
    assert_eq!(understood, Understood::default());
}

#[test]
fn sites_are_read() {
    let (rows, _) = read_sites(b"Name, Organisation ,TIME_ZONE\nDepot,Acme,Europe/Berlin\nDepot,Other,\n").unwrap();
    let row = |line, organisation: &str, zone: Option<&str>| SiteRow {
        line,
        name: "Depot".to_owned(),
        organisation: organisation.to_owned(),
        time_zone: zone.map(str::to_owned),
    };
    assert_eq!(rows, [row(2, "Acme", Some("Europe/Berlin")), row(3, "Other", None)]);
}

#[test]
fn a_bad_row_is_named_by_its_line() {
    let check = |csv: &[u8], line: u64, part: &str| {
        let bad = read_chargers(csv).unwrap_err();
        assert!(bad.line == line && bad.why.contains(part), "{:?}: {bad:?}", String::from_utf8_lossy(csv));
    };
    check(b"", 1, "must name the columns identity, name, site, password");
    check(b"CP-1,,A,\n", 1, "none for identity, site, password; it reads \u{201c}CP-1\u{201d}, \u{201c}A\u{201d}.");
    check(b"identity,name,site,password\nCP-1,,A,,x\n", 2, "5 cells, and the header names 4 columns");
    check(b"identity,name,site,password\nCP-1,North, left,A,x\n", 2, "5 cells");
    check(b"identity,name,site,password\n,,A,\n", 2, "identity is empty");
    check(b"identity,name,site,password\nCP-1,,,x\n", 2, "site is empty");
    check(b"identity,name,site,password\nCP-1\n", 2, "site is empty");
    check(b"identity,name,site,password\nCP-1,,A,\nCP:2,,A,\n", 3, "\u{201c}:\u{201d}");
    check(b"identity,name,site,password\nCP-1,,A,\nCP-2,,A,\n CP-1,,B,\n", 4, "already on line 2");
    check(b"identity,name,site,password\nCP-1,\xc3\xa4\xe4,A,\n", 2, "a byte E4 here that is not");
    check(b"\xef\xbb\xbfidentity,name\xe9,site,password\nCP-1,,A,\n", 1, "\u{201c}CSV UTF-8\u{201d}");
    check(b"\xff\xfei\0d\0\x00\xd8,\0", 1, "damaged");
    check(b"\xff\xfei\0d\0\n\0x", 2, "damaged");
    // Line ends inside quotes and empty lines are lines of the file, whatever they are made of.
    check(b"identity,name,site,password\nCP-1,,A,\"\"\n\n\nCP-2,,\"A\n\nB\",\n", 5, "printed");
    check(b"identity,name,site,password\r\rCP-1,,A,\rCP-1,,A,\r", 4, "already on line 3");
    check(b"\n\nidentity,name,site,password\nCP 1,,A,\n,,B,\n", 5, "identity is empty");
    check(b"identity,name,site,password\nCP-1,,\"A,\nCP-2,,B,x\n", 2, "never closed");
    check(b"sep=;\nidentity;name;site;password\nCP-1;;;\n", 3, "site is empty");
    check(b"identity,site,password,Identity\n", 1, "Several columns could be the identity");
    check(b"ID,charge point,site,password\n", 1, "(\u{201c}ID\u{201d}, \u{201c}charge point\u{201d})");
    let zone = read_sites(b"name,organisation,time_zone\nA,B,Mars/Base\n").unwrap_err();
    assert_eq!((zone.line, zone.why.contains("Mars/Base")), (2, true));
    assert_eq!(read_sites(b"name,organisation,time_zone\nA,B,\nA,B,UTC\n").unwrap_err().line, 3);
}

#[test]
fn a_row_after_quoted_line_ends_has_its_true_line() {
    let csv = b"identity,name,site,password\nCP-1,,A,\"\n\"\nCP-2,,A,\n";
    assert_eq!(
        read_chargers(csv).unwrap_err(),
        BadLine { line: 2, why: "The password holds a control character.".to_owned() }
    );
    let known = ["a", "b"].map(|name| Column { name, required: true, verbatim: false, aliases: &[] });
    let csv = b"a,b\n\"1\n1\",2\r\n\r\n\"3\r\n\r\n\",4\n5,6".as_slice();
    let rows: Vec<u64> = table::read(csv, &known, |line, _| Ok(line)).map(|table| table.rows).unwrap();
    assert_eq!(rows, [2, 5, 8]);
}

#[test]
fn no_more_rows_than_the_limit() {
    let mut csv = "name,organisation,time_zone\n".to_owned();
    (0..table::ROWS_MAX).for_each(|number| csv.push_str(&format!("S{number},O,\n")));
    assert_eq!(read_sites(csv.as_bytes()).unwrap().0.len(), table::ROWS_MAX);
    csv.push_str("one,more,\n");
    assert_eq!(read_sites(csv.as_bytes()).unwrap_err().line, table::ROWS_MAX as u64 + 2);
}

/// What a file of chargers came to: identity, name, site, password.
fn told(csv: &[u8]) -> Vec<(String, Option<String>, String, String)> {
    let (rows, _) = read_chargers(csv).unwrap_or_else(|bad| panic!("{bad:?}: {}", String::from_utf8_lossy(csv)));
    let password =
        |row: &ChargerRow| row.password.as_ref().map(|password| password.expose().to_owned()).unwrap_or_default();
    rows.iter().map(|row| (row.identity.clone(), row.name.clone(), row.site.clone(), password(row))).collect()
}

#[test]
fn what_spreadsheets_save_is_read() {
    let expected = vec![("CP-1".to_owned(), Some("North".to_owned()), "Depot".to_owned(), "secret-1".to_owned())];
    for (case, csv) in [
        ("as the example is", "identity,name,site,password\nCP-1,North,Depot,secret-1\n"),
        ("O-51, semicolons", "identity;name;site;password\nCP-1;North;Depot;secret-1\n"),
        ("O-51, tabs", "identity\tname\tsite\tpassword\nCP-1\tNorth\tDepot\tsecret-1\n"),
        ("O-51, said itself", "sep=;\r\nidentity;name;site;password\r\nCP-1;North;Depot;secret-1\r\n"),
        ("O-51, said in quotes", "\"sep=;\"\nidentity;name;site;password\nCP-1;North;Depot;secret-1\n"),
        ("O-52, one more comma at the end", "identity,name,site,password,\nCP-1,North,Depot,secret-1,\n"),
        ("O-52, many", "identity,name,site,password,,,,\nCP-1,North,Depot,secret-1,,,,,,,\n"),
        ("O-52, in front", ",,identity,name,site,password\n,,CP-1,North,Depot,secret-1\n"),
        ("O-52, with semicolons", "identity;name;site;password;;\nCP-1;North;Depot;secret-1;;\n"),
        ("O-53, rows of commas", "identity,name,site,password\nCP-1,North,Depot,secret-1\n,,,\n,,,\n"),
        (
            "O-53, everywhere",
            ",,,\n\nidentity,name,site,password\n,,,\nCP-1,North,Depot,secret-1\n , ,\t,\n\"\",\"\"\n",
        ),
        ("O-54, another order", "site,identity,comment,name,password\nDepot,CP-1,what,North,secret-1\n"),
        (
            "letter case and quotes",
            "\"IDENTITY\",\"Name\",\"Site\",\"PassWord\"\n\"CP-1\",\"North\",\"Depot\",\"secret-1\"\n",
        ),
        ("names that people use", "ID;Label;Location;Key\nCP-1;North;Depot;secret-1\n"),
        (
            "names with blanks",
            "Charge point ID , Display Name, Site name, Authorization-Key\nCP-1,North,Depot,secret-1\n",
        ),
        ("its own name goes first", "id,identity,name,site,password\n7,CP-1,North,Depot,secret-1\n"),
        ("a mark at the start", "\u{feff}identity,name,site,password\r\nCP-1,North,Depot,secret-1\r\n"),
        ("old line ends", "identity,name,site,password\rCP-1,North,Depot,secret-1\r"),
        ("no line end at the end", "identity,name,site,password\nCP-1,North,Depot,secret-1"),
        ("a comma where semicolons part", "identity;name;site;password;a,b,c\nCP-1;North;Depot;secret-1;x,y\n"),
    ] {
        assert_eq!(told(csv.as_bytes()), expected, "{case}");
        let csv = csv.trim_start_matches('\u{feff}');
        for mark in ["", "\u{feff}"] {
            let marked = format!("{mark}{csv}");
            let little: Vec<u8> = marked.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let big: Vec<u8> = marked.encode_utf16().flat_map(u16::to_be_bytes).collect();
            assert_eq!((told(&little), told(&big)), (expected.clone(), expected.clone()), "{case}, UTF-16, {mark:?}");
        }
    }
}

/// O-54: nothing is dropped without a word.
#[test]
fn how_the_first_line_was_understood_is_told() {
    let (_, understood) =
        read_chargers(b"Location,id,comment,name,password,,\nDepot,CP-1,what,North,x,,note\nDepot,CP-2,,South,x,,\n")
            .unwrap();
    assert_eq!(
        understood,
        Understood {
            read_as: vec![
                ("\u{201c}id\u{201d}".to_owned(), "identity"),
                ("\u{201c}Location\u{201d}".to_owned(), "site")
            ],
            left_out: vec!["\u{201c}comment\u{201d}".to_owned(), "column 7".to_owned()],
            notes: Vec::new(),
        }
    );
    let (rows, understood) = read_sites(b"Time Zone;Company;Depot no;Site\nEurope/Berlin;Acme;7;North\n").unwrap();
    assert_eq!((&*rows[0].name, &*rows[0].organisation), ("North", "Acme"));
    assert_eq!(rows[0].time_zone.as_deref(), Some("Europe/Berlin"));
    assert_eq!(understood.left_out, ["\u{201c}Depot no\u{201d}"]);
}

/// Beside O-51 to O-54: neighbours of the same kind, as spreadsheets of other countries and other programs write them.
#[test]
fn what_other_spreadsheets_save_is_read() {
    let expected = vec![("CP-1".to_owned(), Some("North".to_owned()), "Depot".to_owned(), "secret-1".to_owned())];
    for (case, csv) in [
        ("bars", "identity|name|site|password\nCP-1|North|Depot|secret-1\n"),
        ("bars, said itself", "sep=|\nidentity|name|site|password\nCP-1|North|Depot|secret-1\n"),
        ("a title", "Chargers of the north\n\nidentity,name,site,password\nCP-1,North,Depot,secret-1\n"),
        (
            "a title as wide as the table",
            ";;;\nChargers;;;\n# exported 2026-11-30, by hand;;;\nidentity;name;site;password\nCP-1;North;Depot;secret-1\n",
        ),
        ("nine rows above", "1\n2\n3\n4\n5\n6\n7\n8\n9\nidentity,name,site,password\nCP-1,North,Depot,secret-1\n"),
        ("brackets", "Identity (max 48),Name [text],Site*,Password (optional)\nCP-1,North,Depot,secret-1\n"),
        ("a mark at the end", "identity,name,site,password\r\nCP-1,North,Depot,secret-1\r\n\u{1a}"),
        ("blanks before quotes", "identity, name, \"site\", password\nCP-1, \"North\", \"Depot\" , \"secret-1\"\n"),
        ("kept from being a number", "identity,name,site,password\n=\"CP-1\",=\"North\",=\"Depot\",=\"secret-1\"\n"),
        (
            "the same in quotes",
            "identity,name,site,password\n\"=\"\"CP-1\"\"\",\"=\"\"North\"\"\",Depot,\"=\"\"secret-1\"\"\"\n",
        ),
        ("marked as text", "identity,name,site,password\n'CP-1,'North,'Depot,secret-1\n"),
        ("in single quotes", "'identity';'name';'site';'password'\n'CP-1';'North';'Depot';'secret-1'\n"),
        ("German", "Kennung;Bezeichnung;Standort;Passwort\nCP-1;North;Depot;secret-1\n"),
        ("German, another", "Ladepunkt-ID;Name;Standort;Kennwort\nCP-1;North;Depot;secret-1\n"),
        ("German, accents", "Identität;Anzeigename;Ort;PASSWORT (optional)\nCP-1;North;Depot;secret-1\n"),
        ("French", "Identifiant;Nom;Site;Mot de passe\nCP-1;North;Depot;secret-1\n"),
        ("French, another", "Identité;Libellé;Emplacement;mot_de_passe\nCP-1;North;Depot;secret-1\n"),
        ("Spanish", "Identificador;Nombre;Emplazamiento;Contraseña\nCP-1;North;Depot;secret-1\n"),
        ("Spanish, another", "Punto de carga;Denominación;Sitio;Clave\nCP-1;North;Depot;secret-1\n"),
        ("Finnish", "Tunniste;Nimi;Kohde;Salasana\nCP-1;North;Depot;secret-1\n"),
        ("Finnish, another", "Latauspiste;Nimitys;Sijainti;SALASANA\nCP-1;North;Depot;secret-1\n"),
        ("Swedish", "Laddstation-ID;Namn;Anläggning;Lösenord\nCP-1;North;Depot;secret-1\n"),
        ("Dutch", "Laadpaal;Naam;Locatie;Wachtwoord\nCP-1;North;Depot;secret-1\n"),
        ("Italian", "Identificativo;Nome;Sito;Parola d'ordine\nCP-1;North;Depot;secret-1\n"),
    ] {
        assert_eq!(told(csv.as_bytes()), expected, "{case}");
    }
    for (case, csv) in [
        ("German", "Bezeichnung;Firma;Zeitzone\nDepot;Acme;Europe/Berlin\n"),
        ("French", "Nom du site;Société;Fuseau horaire\nDepot;Acme;Europe/Berlin\n"),
        ("Spanish", "Emplazamiento;Organización;Zona horaria\nDepot;Acme;Europe/Berlin\n"),
        ("Finnish", "Kohde;Yritys;Aikavyöhyke\nDepot;Acme;Europe/Berlin\n"),
        ("Swedish", "Namn;Företag;Tidszon\nDepot;Acme;Europe/Berlin\n"),
        ("Dutch", "Locatie;Organisatie;Tijdzone\nDepot;Acme;Europe/Berlin\n"),
        ("Italian", "Sito;Azienda;Fuso orario\nDepot;Acme;Europe/Berlin\n"),
        ("a title", "Sites\n\nname;organisation;time zone (IANA)\nDepot;Acme;Europe/Berlin\n"),
    ] {
        let (rows, _) = read_sites(csv.as_bytes()).unwrap_or_else(|bad| panic!("{case}: {bad:?}"));
        let read: Vec<_> = rows.iter().map(|row| (&*row.name, &*row.organisation, row.time_zone.as_deref())).collect();
        assert_eq!(read, [("Depot", "Acme", Some("Europe/Berlin"))], "{case}");
    }
}

/// Nothing that was lost on the way is taken for what was meant.
#[test]
fn what_a_spreadsheet_has_damaged_is_refused_by_its_line() {
    let check = |row: &str, part: &str| {
        let bad = read_chargers(format!("identity;name;site;password\nCP-0;;A;\n{row}\n").as_bytes()).unwrap_err();
        assert!(bad.line == 3 && bad.why.contains(part) && !bad.why.contains("hush"), "{row}: {bad:?}");
    };
    check("1.23457E+11;;A;", "column identity holds a number that a spreadsheet has cut (1.23457E+11)");
    check("1,23457E+11;;A;", "format the column as text");
    check("CP-1;1E+15;A;", "column name");
    check("CP-1;;#REF!;", "column site holds the sign of a formula that failed");
    check("#N/A;;A;", "column identity");
    check("CP-1;#NAME?;A;", "column name");
    check("CP-1;;A;#VALUE!", "column password");
    check("CP-1;;A;1.23457E+11", "column password");
    check("CP-1;;A;'hush-hush", "apostrophe");
    check("'CP-1';;A;", "single quotes");
    check("CP-1;\"say \\\"hi\\\"\";A;", "backslash");
    check("CP-1;\"North\" left;A;", "goes on after its closing quote");
    let zone = read_sites(b"name,organisation,time_zone\nA,B,#REF!\n").unwrap_err();
    assert!(zone.line == 2 && zone.why.contains("time_zone"), "{zone:?}");
    for workbook in [b"PK\x03\x04\x14\0\x06\0".as_slice(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"] {
        let bad = read_sites(workbook).unwrap_err();
        assert!(bad.line == 1 && bad.why.contains("workbook"), "{bad:?}");
    }
    // What is in columns that nothing is read from may be as it is.
    assert_eq!(told(b"identity,power,site,password\nCP-1,#REF!,A,\n").len(), 1);
    let far = read_chargers(format!("{}identity,name,site,password\n", "x\n".repeat(10)).as_bytes()).unwrap_err();
    assert!(far.line == 1 && far.why.contains("must name the columns"), "{far:?}");
}

/// What was taken for something without being told so is said.
#[test]
fn what_was_guessed_is_told() {
    let (rows, understood) =
        read_chargers(b"Ladepunkte\nKennung;Name;Standort;Passwort\nCP-1;S\xe4ule \x80;M\xfcnchen;\n").unwrap();
    assert_eq!(rows[0].name.as_deref(), Some("S\u{e4}ule \u{20ac}"));
    assert_eq!(rows[0].site, "M\u{fc}nchen");
    let [encoding, above] = understood.notes.as_slice() else { panic!("{understood:?}") };
    assert!(encoding.contains("Windows-1252") && encoding.contains("line 3"), "{encoding}");
    assert_eq!(above, "the columns are named on line 2; the row above was left out");
    let (_, understood) = read_chargers("identity,name,site,password\nCP-1,S\u{e4}ule,A,\n".as_bytes()).unwrap();
    assert_eq!(understood, Understood::default());
}

/// A cell as a spreadsheet writes it, in quotes where it must be, or always.
fn quoted(cell: &str, separator: char, always: bool) -> String {
    if always || cell.contains([separator, '"', '\r', '\n']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

proptest! {
    /// O-51 to O-54: whatever the order, the separator, the encoding, the line ends, the quotes, and however many empty or unknown
    /// columns and empty rows are among them, the rows are the same.
    #[test]
    fn a_table_is_read_alike_however_it_was_saved(
        rows in proptest::collection::vec(("[A-Z]{2}-[0-9]{1,6}", "[a-zé ,;\"]{0,12}", "[A-Za-z,;]{1,9}", "[a-z0-9,;\"]{1,20}"), 1..6),
        order in Just(vec!["Identity", "name", "SITE", "password", "", "comment"]).prop_shuffle(),
        separator in prop_oneof![Just(','), Just(';'), Just('\t'), Just('|')],
        encoding in 0..4_u8,
        line_end in prop_oneof![Just("\n"), Just("\r\n"), Just("\r")],
        always_quoted in any::<bool>(),
        trailing in 0..3_usize,
        empty_after in 0..4_usize,
    ) {
        let mut seen = std::collections::HashSet::new();
        let rows: Vec<_> = rows.into_iter().filter(|row| seen.insert(row.0.clone())).collect();
        let line = |cell: &dyn Fn(&str) -> String| {
            let cells: Vec<String> = order.iter().map(|column| quoted(&cell(column), separator, always_quoted)).collect();
            format!("{}{}{line_end}", cells.join(&separator.to_string()), separator.to_string().repeat(trailing))
        };
        let mut csv = line(&|column| column.to_owned());
        for (index, (identity, name, site, password)) in rows.iter().enumerate() {
            csv.push_str(&line(&|column| match column {
                "Identity" => identity.clone(),
                "name" => name.clone(),
                "SITE" => site.clone(),
                "password" => password.clone(),
                "comment" => "x".to_owned(),
                _ => String::new(),
            }));
            if index == empty_after {
                csv.push_str(&line(&|_| String::new()));
            }
        }
        let bytes: Vec<u8> = match encoding {
            0 => csv.into_bytes(),
            1 => format!("\u{feff}{csv}").into_bytes(),
            2 => format!("\u{feff}{csv}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
            _ => format!("\u{feff}{csv}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        };
        let name = |name: &str| Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        let expected: Vec<_> = rows
            .iter()
            .map(|(identity, label, site, password)| (identity.clone(), name(label), site.clone(), password.clone()))
            .collect();
        prop_assert_eq!(told(&bytes), expected);
    }

    #[test]
    fn any_file_is_read_or_refused(csv in proptest::collection::vec(any::<u8>(), 0..300), text in "[a,\"'\\\\=\r\n;|\t]{0,60}") {
        let _ = (read_chargers(&csv), read_sites(&csv));
        let _ = read_chargers(format!("identity,name,site,password\n{text}").as_bytes());
    }
}
