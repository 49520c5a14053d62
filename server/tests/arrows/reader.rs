//! Reads the sources of one crate and tells which file uses which. A module is one source file; inline modules belong to the file that they
//! stand in, and what is compiled for tests alone does not count.
//!
//! A file uses another when it names something by a path that leads to it: in a `use`, in an expression, a type or a pattern, inside of a
//! macro, or in a string of a `serde` attribute. A path is followed through every `use` on its way to the file where the thing is written.
//! Hence a file that only declares its children, and hands on with `pub use` what they hold, uses none of them: it is their door. Methods
//! are no paths, so that a call of one is not seen here.

use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, Meta, Token, UseTree, Visibility};

/// The sources of one crate, by their paths below `src/`.
pub type Sources = BTreeMap<String, String>;

/// One file names something of another.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrow {
    pub from: String,
    pub to: String,
    /// The path as it is written.
    pub by: String,
}

/// Every arrow between the files that `lib.rs` leads to.
pub fn arrows(sources: &Sources) -> BTreeSet<Arrow> {
    let read = Read::new(sources);
    let mut arrows = BTreeSet::new();
    for named in &read.named {
        let from = &read.modules[named.within];
        for target in read.follow(named.within, &named.path, &mut BTreeSet::new()) {
            let Target::Thing(module) = target else { continue };
            let to = &read.modules[module];
            if to.file == from.file || (named.handed_on && read.is_below(module, named.within)) {
                continue;
            }
            arrows.insert(Arrow { from: from.file.clone(), to: to.file.clone(), by: named.path.join("::") });
        }
    }
    arrows
}

/// The files that name this other crate.
pub fn that_name(sources: &Sources, other: &str) -> BTreeSet<String> {
    let read = Read::new(sources);
    let named = read.named.iter().filter(|named| named.path[0] == other);
    named.map(|named| read.modules[named.within].file.clone()).collect()
}

/// The modules that `lib.rs` declares, without those for tests alone.
pub fn top_modules(sources: &Sources) -> BTreeSet<String> {
    Read::new(sources).modules[0].children.keys().cloned().collect()
}

struct Module {
    file: String,
    /// Where the files of its children lie.
    folder: String,
    parent: Option<usize>,
    children: BTreeMap<String, usize>,
    things: BTreeSet<String>,
    /// What a `use` calls by a name here.
    called: BTreeMap<String, Vec<Vec<String>>>,
    globs: Vec<Vec<String>>,
}

struct PathUse {
    within: usize,
    path: Vec<String>,
    /// By a `use` that hands it on.
    handed_on: bool,
}

enum Target {
    Module(usize),
    /// Something that is written in this module, or handed on by it from another crate.
    Thing(usize),
}

struct Read<'a> {
    sources: &'a Sources,
    modules: Vec<Module>,
    named: Vec<PathUse>,
}

impl<'a> Read<'a> {
    fn new(sources: &'a Sources) -> Self {
        let mut read = Read { sources, modules: Vec::new(), named: Vec::new() };
        read.file("lib.rs".to_owned(), String::new(), None);
        read
    }

    fn file(&mut self, file: String, folder: String, parent: Option<usize>) -> usize {
        let text = self.sources.get(&file).unwrap_or_else(|| panic!("there is no {file}"));
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let module = self.module(file, folder, parent);
        let mut visitor = Visitor { read: self, module };
        for attribute in &parsed.attrs {
            visitor.visit_attribute(attribute);
        }
        visitor.items(&parsed.items);
        module
    }

    fn module(&mut self, file: String, folder: String, parent: Option<usize>) -> usize {
        self.modules.push(Module {
            file,
            folder,
            parent,
            children: BTreeMap::new(),
            things: BTreeSet::new(),
            called: BTreeMap::new(),
            globs: Vec::new(),
        });
        self.modules.len() - 1
    }

    fn is_below(&self, module: usize, above: usize) -> bool {
        let mut parent = self.modules[module].parent;
        while let Some(at) = parent {
            if at == above {
                return true;
            }
            parent = self.modules[at].parent;
        }
        false
    }

    /// Where a path leads. Nowhere, where its beginning is of another crate.
    fn follow(&self, within: usize, path: &[String], asked: &mut BTreeSet<(usize, String)>) -> Vec<Target> {
        let mut rest = path;
        let mut at = match rest[0].as_str() {
            "crate" => Some(0),
            "self" => Some(within),
            "super" => self.modules[within].parent,
            _ => None,
        };
        let mut targets = if let Some(module) = at.as_mut() {
            rest = &rest[1..];
            while rest.first().is_some_and(|segment| segment == "super") {
                *module = self.modules[*module].parent.expect("a path does not leave its crate");
                rest = &rest[1..];
            }
            vec![Target::Module(*module)]
        } else {
            rest = &rest[1..];
            self.look_up(within, &path[0], asked)
        };
        for segment in rest {
            // A function may be called as a module is; a path goes on in the module.
            if targets.iter().any(|target| matches!(target, Target::Module(_))) {
                targets.retain(|target| matches!(target, Target::Module(_)));
            }
            targets = targets
                .into_iter()
                .flat_map(|target| match target {
                    Target::Module(module) => {
                        let found = self.look_up(module, segment, asked);
                        // What is not found was written by a macro there.
                        if found.is_empty() { vec![Target::Thing(module)] } else { found }
                    }
                    // A variant, or what belongs to a type.
                    Target::Thing(module) => vec![Target::Thing(module)],
                })
                .collect();
        }
        targets
    }

    fn look_up(&self, within: usize, name: &str, asked: &mut BTreeSet<(usize, String)>) -> Vec<Target> {
        let module = &self.modules[within];
        let mut found = Vec::new();
        if let Some(child) = module.children.get(name) {
            found.push(Target::Module(*child));
        }
        if module.things.contains(name) {
            found.push(Target::Thing(within));
        }
        if !asked.insert((within, name.to_owned())) {
            return found;
        }
        for path in module.called.get(name).into_iter().flatten() {
            let targets = self.follow(within, path, asked);
            found.extend(if targets.is_empty() { vec![Target::Thing(within)] } else { targets });
        }
        if found.is_empty() {
            for path in &module.globs {
                for target in self.follow(within, path, asked) {
                    if let Target::Module(module) = target {
                        found.extend(self.look_up(module, name, asked));
                    }
                }
            }
        }
        asked.remove(&(within, name.to_owned()));
        found
    }
}

struct Visitor<'r, 'a> {
    read: &'r mut Read<'a>,
    module: usize,
}

impl Visitor<'_, '_> {
    fn here(&mut self) -> &mut Module {
        &mut self.read.modules[self.module]
    }

    fn name(&mut self, path: Vec<String>, handed_on: bool) {
        if path[0] != "Self" {
            self.read.named.push(PathUse { within: self.module, path, handed_on });
        }
    }

    fn items(&mut self, items: &[Item]) {
        for item in items {
            let name = match item {
                Item::Const(item) => &item.ident,
                Item::Enum(item) => &item.ident,
                Item::Fn(item) => &item.sig.ident,
                Item::Static(item) => &item.ident,
                Item::Struct(item) => &item.ident,
                Item::Trait(item) => &item.ident,
                Item::Type(item) => &item.ident,
                Item::Union(item) => &item.ident,
                Item::Macro(item) if item.ident.is_some() => item.ident.as_ref().expect("just looked"),
                _ => {
                    self.visit_item(item);
                    continue;
                }
            };
            if !for_tests_alone(attributes(item)) {
                self.here().things.insert(name.to_string());
            }
            self.visit_item(item);
        }
    }

    fn use_tree(&mut self, tree: &UseTree, before: &[String], handed_on: bool) {
        let with = |segment: String| [before, &[segment]].concat();
        let (path, called) = match tree {
            UseTree::Path(path) => return self.use_tree(&path.tree, &with(path.ident.to_string()), handed_on),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.use_tree(tree, before, handed_on));
            }
            UseTree::Glob(_) => {
                self.here().globs.push(before.to_vec());
                return self.name(before.to_vec(), handed_on);
            }
            UseTree::Name(name) if name.ident == "self" => (before.to_vec(), before.last().cloned()),
            UseTree::Name(name) => (with(name.ident.to_string()), Some(name.ident.to_string())),
            UseTree::Rename(rename) if rename.ident == "self" => (before.to_vec(), Some(rename.rename.to_string())),
            UseTree::Rename(rename) => (with(rename.ident.to_string()), Some(rename.rename.to_string())),
        };
        self.here().called.entry(called.expect("a use names something")).or_default().push(path.clone());
        self.name(path, handed_on);
    }

    /// Paths in what only a macro understands.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let colons = |at: usize| {
            let colon = |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
            let joint = matches!(tokens.get(at), Some(TokenTree::Punct(punct)) if punct.spacing() == Spacing::Joint);
            colon(at) && joint && colon(at + 1)
        };
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Ident(ident) => {
                    let of_a_value = matches!(at.checked_sub(1).map(|at| &tokens[at]), Some(TokenTree::Punct(dot)) if dot.as_char() == '.');
                    let mut path = vec![ident.to_string()];
                    at += 1;
                    while colons(at) {
                        match tokens.get(at + 2) {
                            Some(TokenTree::Ident(ident)) => path.push(ident.to_string()),
                            Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Brace => {
                                self.use_in_tokens(&path, group.stream());
                            }
                            _ => break,
                        }
                        at += 3;
                    }
                    if !of_a_value {
                        self.name(path, false);
                    }
                }
                TokenTree::Group(group) => {
                    self.tokens(group.stream());
                    at += 1;
                }
                _ => at += 1,
            }
        }
    }

    fn use_in_tokens(&mut self, before: &[String], tokens: TokenStream) {
        let parser = Punctuated::<UseTree, Token![,]>::parse_terminated;
        if let Ok(trees) = syn::parse::Parser::parse2(parser, tokens) {
            trees.iter().for_each(|tree| self.use_tree(tree, before, false));
        }
    }
}

impl Visit<'_> for Visitor<'_, '_> {
    fn visit_item(&mut self, item: &Item) {
        if !for_tests_alone(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_item_mod(&mut self, item: &ItemMod) {
        let name = item.ident.to_string();
        let (file, folder) = (self.here().file.clone(), self.here().folder.clone());
        let below = format!("{folder}{name}/");
        let child = if let Some((_, items)) = &item.content {
            let child = self.read.module(file, below, Some(self.module));
            Visitor { read: self.read, module: child }.items(items);
            child
        } else {
            let flat = format!("{folder}{name}.rs");
            let file = if self.read.sources.contains_key(&flat) { flat } else { format!("{below}mod.rs") };
            self.read.file(file, below, Some(self.module))
        };
        self.here().children.insert(name, child);
    }

    fn visit_item_use(&mut self, item: &ItemUse) {
        if item.leading_colon.is_none() {
            self.use_tree(&item.tree, &[], !matches!(item.vis, Visibility::Inherited));
        }
    }

    fn visit_path(&mut self, path: &syn::Path) {
        if path.leading_colon.is_none() {
            self.name(path.segments.iter().map(|segment| segment.ident.to_string()).collect(), false);
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &syn::Macro) {
        visit::visit_macro(self, called);
        self.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
            if list.path.is_ident("serde") {
                let literals =
                    list.tokens.clone().into_iter().filter_map(|token| syn::parse2::<syn::LitStr>(token.into()).ok());
                for path in literals.filter_map(|literal| literal.parse::<syn::Path>().ok()) {
                    self.visit_path(&path);
                }
            }
        }
    }

    /// `pub(super)` uses nothing.
    fn visit_visibility(&mut self, _: &Visibility) {}
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::ForeignMod(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::TraitAlias(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Union(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn for_tests_alone(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) if list.path.is_ident("cfg") => list.parse_args::<Meta>().is_ok_and(|meta| needs_test(&meta)),
        meta => meta.path().segments.last().is_some_and(|last| last.ident == "test"),
    })
}

fn needs_test(meta: &Meta) -> bool {
    let of = |list: &syn::MetaList| list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated);
    match meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("all") => of(list).is_ok_and(|metas| metas.iter().any(needs_test)),
        Meta::List(list) if list.path.is_ident("any") => of(list).is_ok_and(|metas| metas.iter().all(needs_test)),
        _ => false,
    }
}
