/// Makes spans durable, keeps the recent ones readable, cuts sections and writes them as blocks.
@NullMarked
package dev.vivace.ingester;

import org.jspecify.annotations.NullMarked;
