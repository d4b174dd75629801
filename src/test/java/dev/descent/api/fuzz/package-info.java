/**
 * Requests that are drawn from the service's OpenAPI document, right and wrong ones, and laws for all that it answers.
 *
 * <p>{@code Requests} makes a request of a seed and a number alone: values by the schemas ({@code Values}), words that
 * mean something to the service ({@code Vocabulary}), and what is wrong with them ({@code Mutations}, {@code OddHeaders},
 * {@code Uploads}). {@code Fuzzer} sends it and holds the answer against {@code Laws}.
 */
package dev.descent.api.fuzz;
