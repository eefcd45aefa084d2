/// Public interfaces alone: OTLP over gRPC and HTTP to send, the API over HTTP to ask.
///
/// ```text
///   request ──▶ RetryingSender ──▶ GrpcSender · HttpSender ──▶ Answer ──▶ Outcome
///   question ──▶ QueryApi ──▶ the answer's protobuf, or UnansweredException
/// ```
///
/// What always holds: every call has a deadline, and an answer that leaves open what became of a
/// request is never taken for a refusal.
@NullMarked
package dev.vivace.cli.wire;

import org.jspecify.annotations.NullMarked;
