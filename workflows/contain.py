"""A bug in one command's handling fails that command, not the project."""

from typing import Any

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


class _Inbound(WorkflowInboundInterceptor):
    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        try:
            return await super().handle_update_handler(input)
        except FailureError:
            raise
        except Exception as error:
            workflow.logger.exception("bug in the handler of %s", input.update)
            raise ApplicationError(f"{type(error).__name__}: {error}", type="Bug", non_retryable=True) from error

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        """A bug in `run` keeps Temporal's default: the task fails and is tried again until the fix is there."""
        return await super().execute_workflow(input)


class Contain(Interceptor):
    """For the worker's `interceptors`."""

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        return _Inbound
