/** The chart under {@code helm/}: rendered by Helm itself and read by the models of Kubernetes' objects. */
@NullMarked
package dev.descent.chart;

import org.jspecify.annotations.NullMarked;
