/// `vivace-cli audit`: writes traces that follow from a seed, and checks that a server gives them
/// back.
///
/// ```text
///   audit write   Writer ──▶ server, and what became of each request ──▶ journal
///   audit check   journal ──▶ Auditor ──▶ server                     ──▶ report, exit code
///   audit run     both at once, and each answer read back a second later
/// ```
///
/// Start at [AuditCommand].
@NullMarked
package dev.vivace.cli.audit;

import org.jspecify.annotations.NullMarked;
