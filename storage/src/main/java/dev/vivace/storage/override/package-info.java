/// Limits that tenants set over the API, one small document for each, in numbered versions.
///
/// ```text
///   =overrides/<tenant>/<number, 20 digits>     a DigestedDocument of the kind "overrides", version 1
///                                               {"version":1,"tenant":…,"number":…,"limits":text or null}
/// ```
///
/// Start at [OverrideStore]. What always holds:
/// - The highest number counts. It is never deleted: one whose limits are null says that there are
///   none, so that a number never means two things.
@NullMarked
package dev.vivace.storage.override;

import org.jspecify.annotations.NullMarked;
