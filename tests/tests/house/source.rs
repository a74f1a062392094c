//! The workspace's Rust files as tokens: comments and documentation gone, literals apart, test code marked.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// One Rust file.
#[derive(Debug, Clone)]
pub struct SourceFile {
    /// Path from the workspace's root, with `/`.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl SourceFile {
    /// A file that does not exist, for showing a rule a fault.
    pub fn synthetic(path: &str, text: &str) -> SourceFile {
        SourceFile {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    /// Its tokens; a text that is no Rust gives `Err` with a fault.
    pub fn tokens(&self) -> Result<Vec<Token>, String> {
        let stream = TokenStream::from_str(&self.text).map_err(|error| format!("{}: {error}", self.path))?;
        let mut tokens = Vec::new();
        flatten(stream, self.is_test_file(), &mut tokens);
        Ok(tokens)
    }

    fn is_test_file(&self) -> bool {
        let mut parts = self.path.split('/');
        self.path.starts_with("tests/") || parts.any(|part| matches!(part, "tests" | "tests.rs" | "benches"))
    }
}

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Line, from 1.
    pub line: usize,
    /// As written. Groups appear as their opening and closing signs.
    pub text: String,
    /// Whether it is a string literal.
    pub literal: bool,
    /// Whether it stands in code that only tests compile.
    pub test: bool,
}

/// The workspace's root.
pub fn root() -> PathBuf {
    let tests = std::env::current_dir().expect("tests run in their package's folder");
    tests.parent().expect("the tests are a member").to_owned()
}

/// Every Rust file of the workspace.
pub fn all() -> Vec<SourceFile> {
    let mut files = Vec::new();
    walk(&root(), &root(), &mut files);
    assert!(files.len() > 50, "the walk lost the workspace");
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

fn walk(root: &Path, folder: &Path, files: &mut Vec<SourceFile>) {
    for item in std::fs::read_dir(folder).expect("a readable folder") {
        let path = item.expect("a readable folder").path();
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        if path.is_dir() {
            if !name.starts_with('.') && !matches!(name.as_str(), "target" | "node_modules" | "dist" | "gen") {
                walk(root, &path, files);
            }
        } else if name.ends_with(".rs") {
            let shown = path
                .strip_prefix(root)
                .expect("inside the root")
                .to_string_lossy()
                .replace('\\', "/");
            files.push(SourceFile {
                path: shown,
                text: std::fs::read_to_string(&path).expect("a text"),
            });
        }
    }
}

/// Every place where the tokens stand in this order.
pub fn find<'a>(tokens: &'a [Token], pattern: &[&str]) -> Vec<&'a Token> {
    let same = |window: &&[Token]| {
        window
            .iter()
            .zip(pattern)
            .all(|(token, text)| !token.literal && token.text == *text)
    };
    tokens
        .windows(pattern.len())
        .filter(same)
        .filter_map(<[Token]>::first)
        .collect()
}

fn flatten(stream: TokenStream, test: bool, out: &mut Vec<Token>) {
    let mut trees = stream.into_iter().peekable();
    let mut item_is_test = false;
    while let Some(tree) = trees.next() {
        let line = tree.span().start().line;
        let here = test || item_is_test;
        match tree {
            TokenTree::Punct(sign) if sign.as_char() == '#' => {
                let inner = matches!(trees.peek(), Some(TokenTree::Punct(next)) if next.as_char() == '!');
                if inner {
                    trees.next();
                }
                let Some(TokenTree::Group(group)) = trees.peek() else {
                    continue;
                };
                let attribute = group.stream().to_string();
                if attribute.starts_with("doc") {
                    trees.next();
                    continue;
                }
                item_is_test |= !inner && is_test_only(&attribute);
                out.push(Token {
                    line,
                    text: "#".to_owned(),
                    literal: false,
                    test: here,
                });
            }
            TokenTree::Group(group) => {
                let (open, close) = signs(group.delimiter());
                out.push(Token {
                    line,
                    text: open.to_owned(),
                    literal: false,
                    test: here,
                });
                flatten(group.stream(), here, out);
                out.push(Token {
                    line: group.span_close().start().line,
                    text: close.to_owned(),
                    literal: false,
                    test: here,
                });
                if group.delimiter() == Delimiter::Brace {
                    item_is_test = false;
                }
            }
            TokenTree::Ident(word) => out.push(Token {
                line,
                text: word.to_string(),
                literal: false,
                test: here,
            }),
            TokenTree::Punct(sign) => {
                out.push(Token {
                    line,
                    text: sign.to_string(),
                    literal: false,
                    test: here,
                });
                item_is_test &= sign.as_char() != ';';
            }
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                let is_text = text.contains('"');
                out.push(Token {
                    line,
                    text,
                    literal: is_text,
                    test: here,
                });
            }
        }
    }
}

fn is_test_only(attribute: &str) -> bool {
    let words: Vec<&str> = attribute
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
        .collect();
    matches!(words.as_slice(), ["test"])
        || (words.first() == Some(&"cfg") && words.contains(&"test") && !words.contains(&"not"))
}

fn signs(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}

#[test]
fn comments_and_documentation_are_no_tokens_and_test_code_is_marked() {
    let text =
        "//! todo!()\n/// dbg!()\nfn a() { /* todo!() */ b(\"x\") }\n#[cfg(test)]\nmod t { fn c() { d() } }\nfn e() {}";
    let tokens = SourceFile::synthetic("crates/x/src/lib.rs", text).tokens().unwrap();
    assert!(find(&tokens, &["todo", "!"]).is_empty() && find(&tokens, &["dbg", "!"]).is_empty());
    assert!(
        find(&tokens, &["d", "("])
            .iter()
            .all(|token| token.test && token.line == 5)
    );
    assert!(find(&tokens, &["e", "("]).iter().all(|token| !token.test));
    assert_eq!(tokens.iter().filter(|token| token.literal).count(), 1);
}
