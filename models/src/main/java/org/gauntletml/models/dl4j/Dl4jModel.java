package org.gauntletml.models.dl4j;

import org.gauntletml.models.Classifier;
import org.gauntletml.models.WrappedModel;

/** A Deeplearning4j network at the highest level of access that could be confirmed. */
public sealed interface Dl4jModel extends WrappedModel, Classifier
    permits Dl4jClassifier, Dl4jScores {}
