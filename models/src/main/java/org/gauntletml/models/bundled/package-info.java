/** The model and the data that come with the toolkit, and the code that made the model. */
@NullMarked
package org.gauntletml.models.bundled;

import org.jspecify.annotations.NullMarked;
