/// Identities: whose data it is and which trace it belongs to. Both are validated once, when they
/// are made, so code that holds one need not check it again.
@NullMarked
package dev.vivace.model.id;

import org.jspecify.annotations.NullMarked;
