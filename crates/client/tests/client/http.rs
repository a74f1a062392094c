//! The real HTTP link against raw sockets on this machine: what it sends, and what it makes of every kind of answer.

use std::time::Duration;

use cunfa_client::link::{Answer, HttpLink, Link, LinkError, MAX_ANSWER_BYTES};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

async fn server<F, A>(answer: F) -> (String, JoinHandle<Vec<u8>>)
where
    F: FnOnce(TcpStream) -> A + Send + 'static,
    A: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let request = request(&mut stream).await;
        answer(stream).await;
        request
    });
    (address, asked)
}

/// Reads a request with its whole body.
async fn request(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let n = stream.read(&mut piece).await.unwrap();
        bytes.extend_from_slice(&piece[..n]);
        let text = String::from_utf8_lossy(&bytes).to_ascii_lowercase();
        let Some(head) = text.find("\r\n\r\n") else { continue };
        let length: usize = text
            .split("content-length: ")
            .nth(1)
            .unwrap()
            .split("\r\n")
            .next()
            .unwrap()
            .parse()
            .unwrap();
        if n == 0 || bytes.len() >= head + 4 + length {
            return bytes;
        }
    }
}

async fn say(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
}

fn link() -> HttpLink {
    HttpLink::with_patience(Duration::from_millis(300)).unwrap()
}

#[tokio::test]
async fn a_request_carries_token_and_body_and_no_word_more_and_the_answer_comes_back_whole() {
    let (address, asked) = server(|mut stream| async move {
        say(&mut stream, "HTTP/1.1 503 Busy\r\nContent-Type: Application/Vnd.Cunfa; x=y\r\nRetry-After: 17\r\nContent-Length: 3\r\n\r\nabc")
            .await;
    })
    .await;
    let body = vec![7u8; 100_000];
    let answer = link()
        .post(&address, "/v1/sync", Some("secret"), body.clone())
        .await
        .unwrap();
    let media_type = "application/vnd.cunfa".to_owned();
    assert_eq!(
        answer,
        Answer {
            status: 503,
            media_type,
            retry_after_s: Some(17),
            body: b"abc".to_vec()
        }
    );
    let request = asked.await.unwrap();
    let head = String::from_utf8_lossy(&request[..request.len() - body.len()]).to_ascii_lowercase();
    assert!(head.starts_with("post /v1/sync http/1.1\r\n"));
    assert!(head.contains("authorization: bearer secret"));
    let mut names: Vec<&str> = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(':').map(|(name, _)| name))
        .collect();
    names.sort_unstable();
    assert_eq!(
        names,
        ["accept", "authorization", "content-length", "content-type", "host"]
    );
    assert!(head.contains("content-type: application/vnd.cunfa\r\n"));
    assert!(request.ends_with(&body));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (address, _asked) = server(|mut stream| async move {
        say(
            &mut stream,
            "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/login\r\nContent-Length: 0\r\n\r\n",
        )
        .await;
    })
    .await;
    assert_eq!(
        link().post(&address, "/v1/sync", None, vec![1]).await.unwrap().status,
        302
    );
}

#[tokio::test]
async fn half_an_answer_is_no_answer() {
    let (address, _asked) =
        server(
            |mut stream| async move { say(&mut stream, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await },
        )
        .await;
    assert_eq!(
        link().post(&address, "/v1/sync", None, vec![1]).await,
        Err(LinkError::Unreachable)
    );
}

#[tokio::test]
async fn a_server_that_stays_silent_is_given_up_after_the_patience() {
    let (address, asked) = server(|mut stream| async move {
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    })
    .await;
    assert_eq!(
        link().post(&address, "/v1/sync", None, vec![1]).await,
        Err(LinkError::Stalled)
    );
    asked.await.unwrap();
}

#[tokio::test]
async fn an_endless_answer_is_refused_at_the_limit() {
    let (address, _asked) = server(|mut stream| async move {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await;
        let piece = vec![0; 1024 * 1024];
        for _ in 0..=MAX_ANSWER_BYTES / piece.len() {
            if stream.write_all(&piece).await.is_err() {
                return;
            }
        }
    })
    .await;
    assert_eq!(
        link().post(&address, "/v1/sync", None, vec![1]).await,
        Err(LinkError::TooLarge)
    );
}

#[tokio::test]
async fn nothing_is_sent_in_the_clear_to_another_machine() {
    assert!(matches!(
        link().post("http://192.0.2.1", "/v1/sync", None, vec![1]).await,
        Err(LinkError::Address(_))
    ));
}

#[tokio::test]
async fn nobody_listening_is_no_network() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    assert_eq!(
        link().post(&address, "/v1/sync", None, vec![1]).await,
        Err(LinkError::Unreachable)
    );
}

/// Takes pieces until the link has none any more.
async fn pieces(address: &str, body: Vec<u8>) -> (Result<Answer, LinkError>, Vec<Vec<u8>>) {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let link = link();
    let asking = link.post_for_pieces(address, "/v1/chunks", Some("secret"), body, sender);
    let taking = async {
        let mut taken = Vec::new();
        while let Some(piece) = receiver.recv().await {
            taken.push(piece);
        }
        taken
    };
    tokio::join!(asking, taking)
}

const OURS: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.cunfa\r\nContent-Length: 8\r\n\r\n";

#[tokio::test]
async fn pieces_are_handed_over_as_they_come_also_those_before_the_connection_broke() {
    let (go_on, wait) = tokio::sync::oneshot::channel::<()>();
    let (address, asked) = server(|mut stream| async move {
        stream.write_all(OURS.as_bytes()).await.unwrap();
        stream.write_all(b"half").await.unwrap();
        // Only when the first half was taken does the other one come, and not all of it.
        wait.await.unwrap();
        stream.write_all(b"way").await.unwrap();
        stream.shutdown().await.unwrap();
    })
    .await;
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    let link = link();
    let asking = link.post_for_pieces(&address, "/v1/chunks", None, vec![1], sender);
    let taking = async {
        let first = receiver.recv().await.unwrap();
        go_on.send(()).unwrap();
        let mut rest = Vec::new();
        while let Some(piece) = receiver.recv().await {
            rest.extend(piece);
        }
        (first, rest)
    };
    let (answer, taken) = tokio::join!(asking, taking);
    assert_eq!(answer, Err(LinkError::Unreachable));
    assert_eq!(taken, (b"half".to_vec(), b"way".to_vec()));
    asked.await.unwrap();
}

#[tokio::test]
async fn what_is_no_message_of_ours_comes_back_as_an_answer_and_not_in_pieces() {
    for (head, status) in [("503 Busy", 503), ("200 OK", 200)] {
        let (address, _asked) = server(move |mut stream| async move {
            let text = format!("HTTP/1.1 {head}\r\nContent-Type: text/html\r\nContent-Length: 3\r\n\r\nabc");
            say(&mut stream, &text).await;
        })
        .await;
        let (answer, taken) = pieces(&address, vec![7; 100_000]).await;
        let answer = answer.unwrap();
        assert_eq!((answer.status, answer.body, taken.len()), (status, b"abc".to_vec(), 0));
    }
}

#[tokio::test]
async fn pieces_that_stop_coming_are_given_up_after_the_patience() {
    let (address, _asked) = server(|mut stream| async move {
        stream.write_all(OURS.as_bytes()).await.unwrap();
        stream.write_all(b"half").await.unwrap();
        let mut rest = Vec::new();
        let _ = stream.read_to_end(&mut rest).await;
    })
    .await;
    let (answer, taken) = pieces(&address, vec![1]).await;
    assert_eq!(answer, Err(LinkError::Stalled));
    assert_eq!(taken.concat(), b"half");
}

#[tokio::test]
async fn when_nobody_takes_the_pieces_any_more_the_request_is_given_up() {
    let (address, _asked) =
        server(|mut stream| async move { say(&mut stream, &format!("{OURS}12345678")).await }).await;
    let (sender, receiver) = tokio::sync::mpsc::channel(1);
    drop(receiver);
    let answer = link()
        .post_for_pieces(&address, "/v1/chunks", None, vec![1], sender)
        .await;
    assert_eq!(answer, Err(LinkError::Cut));
}
