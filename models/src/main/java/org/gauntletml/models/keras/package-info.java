/**
 * Keras models in HDF5 files, through Deeplearning4j's import: its layers become a {@link
 * org.gauntletml.models.dl4j.Dl4jNetwork}, and run on the gradient engine from there.
 */
@NullMarked
package org.gauntletml.models.keras;

import org.jspecify.annotations.NullMarked;
