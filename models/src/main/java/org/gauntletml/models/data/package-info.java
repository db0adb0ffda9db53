/** Labelled examples and the file formats they are read from. */
@NullMarked
package org.gauntletml.models.data;

import org.jspecify.annotations.NullMarked;
