//! The folders of an archive, made of its members' paths.

use model::Member;

/// Folders within folders that are drawn; what lies deeper keeps the rest of its path as its name. Made to be deep, a path
/// would otherwise nest more elements than browsers do.
const DEPTH_MOST: usize = 16;

/// A file or a folder; an archive within the archive is both.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub name: String,
    pub member: Option<Member>,
    pub children: Vec<Node>,
}

/// In the order in which the archive has them.
pub fn tree(members: &[Member]) -> Vec<Node> {
    let mut roots = Vec::new();
    for member in members {
        let path = member.path.trim_matches('/');
        let parts: Vec<&str> = path.splitn(DEPTH_MOST, '/').filter(|part| !part.is_empty()).collect();
        place(&mut roots, &parts, member);
    }
    roots
}

fn place(nodes: &mut Vec<Node>, parts: &[&str], member: &Member) {
    let (name, below) = match parts {
        [name, below @ ..] => (*name, below),
        // A path of nothing but slashes.
        [] => (member.path.as_str(), parts),
    };
    // Several files may have one path: the last folder of that name takes what is in it, files stay apart.
    let known = if below.is_empty() {
        nodes.iter().position(|node| node.name == name && node.member.is_none())
    } else {
        nodes.iter().rposition(|node| node.name == name)
    };
    let at = known.unwrap_or_else(|| {
        nodes.push(Node { name: name.to_owned(), member: None, children: Vec::new() });
        nodes.len() - 1
    });
    if below.is_empty() {
        nodes[at].member = Some(member.clone());
    } else {
        place(&mut nodes[at].children, below, member);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(index: i64, path: &str) -> Member {
        let path = path.to_owned();
        Member { index, path, bytes: None, modified: None, is_text: true, is_file: true, note: None }
    }

    /// Names and indexes, folders with their content in brackets.
    fn drawn(nodes: &[Node]) -> String {
        let one = |node: &Node| {
            let index = node.member.as_ref().map(|member| format!(":{}", member.index)).unwrap_or_default();
            let below = if node.children.is_empty() { String::new() } else { format!("[{}]", drawn(&node.children)) };
            format!("{}{index}{below}", node.name)
        };
        nodes.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn folders_come_from_the_paths() {
        let check = |paths: &[&str], expected: &str| {
            let members: Vec<Member> =
                paths.iter().enumerate().map(|(index, path)| member(index as i64, path)).collect();
            assert_eq!(drawn(&tree(&members)), expected);
        };
        check(&[], "");
        check(&["a.log", "net/modem.log", "net/b/c", "d"], "a.log:0 net[modem.log:1 b[c:2]] d:3");
        check(&["net/", "net/a"], "net:0[a:1]");
        check(&["net/a", "net/"], "net:1[a:0]");
        check(&["in.zip", "in.zip/a"], "in.zip:0[a:1]");
        check(&["same", "same"], "same:0 same:1");
        check(&["../../etc/passwd", "/etc/x", "//"], "..[..[etc[passwd:0]]] etc[x:1] //:2");
        let deep = "d/".repeat(200);
        let below = format!("{}{}:0{}", "d[".repeat(15), "d/".repeat(185).trim_end_matches('/'), "]".repeat(15));
        check(&[deep.as_str()], &below);
    }
}
