/// The errors that cross module borders. An exception's type says who must act:
///
/// | type | who must act | HTTP | gRPC |
/// | --- | --- | --- | --- |
/// | [InvalidRequestException] | the caller | 400 | `INVALID_ARGUMENT` |
/// | [LimitExceededException] | the caller, later | 429 | `RESOURCE_EXHAUSTED` |
/// | [RequestTooLargeException] | the caller, with smaller requests | 413 | `RESOURCE_EXHAUSTED` |
/// | [StoreUnavailableException] | time, or the operator | 503 | `UNAVAILABLE` |
/// | [CorruptDataException] | the operator | answer marked partial | |
/// | anything else | us | 500 | `INTERNAL` |
@NullMarked
package dev.vivace.model.error;

import org.jspecify.annotations.NullMarked;
