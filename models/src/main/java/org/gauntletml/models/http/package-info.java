/**
 * Models behind an HTTP endpoint that speaks the Open Inference Protocol v2 (the REST interface of
 * KServe, Triton, MLServer, OpenVINO Model Server) in JSON.
 */
@NullMarked
package org.gauntletml.models.http;

import org.jspecify.annotations.NullMarked;
