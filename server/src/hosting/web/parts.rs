//! A form of files. Each part with a file's name and anything in it is a file of the one order; where none has, the longest field is.

use super::answers::read_unwanted;
use super::called::FileNames;
use super::carried::TransferCoding;
use super::coding::{Coding, is_gzip};
use super::form::{Event, Form};
use super::outcome::{Put, Unput, before_a_file, broken, write};
use super::source::{BodyPacking, Source};
use csms::{End, FileHead, FileIntake, Link, NotTaken, SetDown};
use model::TurnedAway;

/// Bytes of a field without a file's name that are kept: one that is longer is a file.
const FIELD_MAX: usize = 64 * 1024;
/// Bytes of a form that are read in search of a file.
const SEARCHED: u64 = 16 * 1024 * 1024;
/// Files without a byte that are told.
const EMPTY_MAX: usize = 16;

/// A part on its way.
#[derive(Default)]
struct Part {
    /// Empty where it is a body that is no form.
    name: Option<String>,
    carried: TransferCoding,
    /// What came before it was seen to be a file.
    content: Vec<u8>,
    receiving: Option<FileIntake>,
}

/// What came of a form so far.
struct Taken<'a> {
    link: &'a Link,
    called: &'a FileNames,
    part: Part,
    /// Its files that are whole.
    here: Vec<SetDown>,
    /// Names of those without a byte.
    empty: Vec<String>,
    /// The longest field without a file's name; of those as long the last.
    field: Vec<u8>,
}

/// Takes what is in it, up to its last boundary. What is whole is kept even where the rest breaks off.
pub async fn put_form(
    link: &Link,
    called: &FileNames,
    kind: &str,
    coding: Coding,
    source: &mut Source,
) -> Result<Put, Unput> {
    match coding {
        Coding::Plain => {}
        Coding::Gzip | Coding::AsItIs => {
            if is_gzip(&source.peek(2).await.map_err(before_a_file)?) {
                source.unpack(BodyPacking::Gzip);
            }
        }
        Coding::Deflate => {
            source.unpack_where_it_can(BodyPacking::Deflate).await.map_err(before_a_file)?;
        }
    }
    let part = Part::default();
    let mut taken = Taken { link, called, part, here: Vec::new(), empty: Vec::new(), field: Vec::new() };
    let read = match taken.read(&mut Form::new(kind), source).await {
        Ok(()) => taken.end_field().await,
        Err(why) => Err(why),
    };
    if let Err(why) = read {
        // Dropped, what broke off is marked as that, and leaves its place.
        drop(std::mem::take(&mut taken.part));
        // What is not kept is told as that, too.
        let _told = taken.keep().await;
        return Err(why);
    }
    let put = if taken.here.is_empty() { taken.end_empty().await? } else { taken.end_files().await? };
    read_unwanted(source.rest()).await;
    Ok(put)
}

impl Taken<'_> {
    async fn read(&mut self, form: &mut Form, source: &mut Source) -> Result<(), Unput> {
        let mut searched = 0_u64;
        loop {
            let block = match (source.next().await, &mut self.part.receiving) {
                (Ok(block), _) => block,
                (Err(ended), Some(receiving)) => return Err(broken(receiving, ended)),
                // It broke off behind what is whole.
                (Err(_ended), None) if !self.here.is_empty() => return Ok(()),
                (Err(ended), None) => return Err(before_a_file(ended)),
            };
            let ended = block.is_none();
            let block = block.unwrap_or_default();
            let events = form.take(&block, ended).map_err(|_| Unput::Away(TurnedAway::FormUnreadable))?;
            for event in events {
                match event {
                    Event::Part(head) => {
                        let carried = TransferCoding::of(&head.carried);
                        self.part = Part { name: head.filename, carried, ..Part::default() };
                    }
                    Event::NoForm => self.part = Part { name: Some(String::new()), ..Part::default() },
                    Event::Bytes(bytes) => {
                        let bytes = self.part.carried.take(bytes);
                        self.take(&bytes).await?;
                    }
                    Event::PartEnd => self.end_part().await?,
                }
            }
            searched += if self.part.receiving.is_none() { block.len() as u64 } else { 0 };
            if ended || form.is_over() || searched > SEARCHED {
                // What came without a form ends with the body.
                return self.end_part().await;
            }
        }
    }

    /// Bytes of the part: they begin a file where they must be one.
    async fn take(&mut self, bytes: &[u8]) -> Result<(), Unput> {
        if let Some(receiving) = &mut self.part.receiving {
            return write(receiving, bytes).await;
        }
        self.part.content.extend_from_slice(bytes);
        let is_file = self.part.name.is_some() || self.part.content.len() > FIELD_MAX;
        if is_file && !self.part.content.is_empty() {
            let content = std::mem::take(&mut self.part.content);
            let name = self.part.name.take();
            let mut begun = self.begin(name, None).await?;
            write(&mut begun, &content).await?;
            self.part.receiving = Some(begun);
        }
        Ok(())
    }

    async fn begin(&self, name: Option<String>, total: Option<u64>) -> Result<FileIntake, Unput> {
        let name = name.filter(|name| !name.is_empty()).or_else(|| self.called.given.clone());
        let beside = self.here.iter().map(|file| file.name.clone()).collect();
        let incoming = FileHead { name, beside, ..self.called.incoming(0, total) };
        Ok(self.link.receive(incoming).await?)
    }

    async fn end_part(&mut self) -> Result<(), Unput> {
        let rest = self.part.carried.end();
        self.take(&rest).await?;
        let part = std::mem::take(&mut self.part);
        match (part.receiving, part.name) {
            (Some(receiving), _) => self.here.push(receiving.set_down(End::Well).await?),
            (None, Some(name)) => {
                if self.empty.len() < EMPTY_MAX {
                    self.empty.push(name);
                }
            }
            (None, None) => {
                if !part.content.is_empty() && part.content.len() >= self.field.len() {
                    self.field = part.content;
                }
            }
        }
        Ok(())
    }

    /// The longest field is a file, too, where it is longer than all that are called so.
    async fn end_field(&mut self) -> Result<(), Unput> {
        let longest = self.here.iter().map(|file| file.bytes).max();
        let is_file = longest.map_or(self.empty.is_empty(), |longest| self.field.len() as u64 > longest);
        if !is_file || self.field.is_empty() {
            return Ok(());
        }
        let content = std::mem::take(&mut self.field);
        let mut receiving = self.begin(None, None).await?;
        write(&mut receiving, &content).await?;
        self.here.push(receiving.set_down(End::Well).await?);
        Ok(())
    }

    /// There are files in it: they are kept, and what is empty beside them is told.
    async fn end_files(mut self) -> Result<Put, Unput> {
        for name in self.empty.iter().filter(|name| !name.is_empty()) {
            if self.here.iter().all(|file| file.name != *name) {
                self.link.came_empty(name).await;
            }
        }
        self.keep().await.map_err(Unput::NotTaken)?;
        Ok(Put::Whole)
    }

    /// There is nothing in it but a file without a byte, or not even that.
    async fn end_empty(self) -> Result<Put, Unput> {
        match self.empty.first() {
            Some(name) => Ok(self.begin(Some(name.clone()), Some(0)).await?.finish().await?.into()),
            None => Err(Unput::Away(TurnedAway::FormWithoutFile)),
        }
    }

    async fn keep(&mut self) -> Result<(), NotTaken> {
        self.link.keep_together(std::mem::take(&mut self.here)).await
    }
}
