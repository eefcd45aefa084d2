/// Sent against received, span by span and field by field.
@NullMarked
package dev.vivace.integration.compare;

import org.jspecify.annotations.NullMarked;
